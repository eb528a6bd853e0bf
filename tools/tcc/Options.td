// The command line, whole. One table serves parsing and --help; an option names the commands that take it.
include "llvm/Option/OptParser.td"

def CompileCommand : OptionVisibility;
def RunCommand : OptionVisibility;
def GradCommand : OptionVisibility;
def BenchCommand : OptionVisibility;
def TrainCommand : OptionVisibility;
def CacheCommand : OptionVisibility;
def TuneCommand : OptionVisibility;

class Common { list<OptionVisibility> Visibility = [CompileCommand, RunCommand, GradCommand, BenchCommand, TrainCommand, TuneCommand]; }
class Compiling { list<OptionVisibility> Visibility = [CompileCommand, RunCommand, GradCommand, BenchCommand, TrainCommand]; }
class Everywhere { list<OptionVisibility> Visibility = [CompileCommand, RunCommand, GradCommand, BenchCommand, TrainCommand, CacheCommand, TuneCommand]; }
class Programs { list<OptionVisibility> Visibility = [CompileCommand, RunCommand, GradCommand, BenchCommand, TuneCommand]; }
class Only<list<OptionVisibility> commands> { list<OptionVisibility> Visibility = commands; }

class Flag_<string name, string help> : Flag<["--"], name>, HelpText<help>;
class Value_<string name, string metavar, string help> : Joined<["--"], name # "=">, MetaVarName<metavar>, HelpText<help>;

def help : Flag_<"help", "show this">, Everywhere;
def : Flag<["-"], "h">, Alias<help>, Everywhere;
def version : Flag_<"version", "show the versions of tcc and LLVM">, Only<[CompileCommand]>;

def target : Value_<"target", "T", "cpu (this machine), cpu:x86-64-v3 or another LLVM CPU name">, Common;
def entry : Value_<"entry", "NAME", "the function to compile (default main)">, Common;
def tuning : Value_<"tuning", "FILE", "schedules that tcc tune kept (default: what TCC_TUNING names)">, Compiling;
def fast_math : Flag_<"fast-math", "let results differ in the last bits">, Programs;
def verify_each : Flag_<"verify-each", "check the IR after every pass">, Programs;

def shape : Value_<"shape", "ARG=32x784", "size of an argument with symbolic dimensions; may be repeated">, Only<[CompileCommand]>;
def output : JoinedOrSeparate<["-"], "o">, MetaVarName<"FILE">, HelpText<"write model.so, model.o or model.a, with a C header beside it; with --emit: the stage; of tune: the tuning file (default: what TCC_TUNING names)">, HelpTextForVariants<[TrainCommand], "write the weights (safetensors)">, Only<[CompileCommand, TrainCommand, TuneCommand]>;
def emit : Value_<"emit", "STAGE", "print a stage: tcc, expanded, linalg, kernels, plan, tiled, vector, llvm, asm, obj, or stablehlo">, Only<[CompileCommand]>;
def locations : Flag_<"locations", "with --emit: print source locations">, Only<[CompileCommand]>;
def timing : Flag_<"timing", "print the time of each stage">, Only<[CompileCommand]>;
def explain : Flag_<"explain", "print what each kernel was fused from">, Only<[CompileCommand]>;

def out_dir : Value_<"out-dir", "D", "where out0.npy, out1.npy, ... go">, Only<[RunCommand, GradCommand, BenchCommand]>;
def threads : Value_<"threads", "N", "worker threads (default: all CPUs; of bench: 1)">, Only<[RunCommand, GradCommand, BenchCommand, TrainCommand, TuneCommand]>;

def wrt : Value_<"wrt", "0,2", "arguments to differentiate with respect to (default: every float one)">, Only<[GradCommand]>;
def check : Flag_<"check", "compare with finite differences; exit status 1 if they disagree">, Only<[GradCommand]>;

def budget : Value_<"budget", "SECONDS", "of searching (default 60)">, Only<[TuneCommand]>;

def json : Flag_<"json", "print one JSON object">, Only<[BenchCommand]>;
def no_cache : Flag_<"no-cache", "compile anew">, Only<[BenchCommand]>;
def carry : Value_<"carry", "K", "the first K results are the first K arguments of the next call, in place">, Only<[BenchCommand]>;
def calls : Value_<"calls", "C", "with --out-dir: write the results of call C from the given inputs (default 1)">, Only<[BenchCommand]>;

def data : Value_<"data", "FILE", "the table to learn from">, Only<[TrainCommand]>;
def label : Value_<"label", "COLUMN", "the column to predict">, Only<[TrainCommand]>;
def loss : Value_<"loss", "L", "softmax_cross_entropy, binary_cross_entropy or mse">, Only<[TrainCommand]>;
def optimizer : Value_<"optimizer", "NAME:lr=R", "sgd, momentum or adam, with its rate (default adam)">, Only<[TrainCommand]>;
def epochs : Value_<"epochs", "N", "passes over the data (default 1)">, Only<[TrainCommand]>;
def batch : Value_<"batch", "N", "rows a step (default 32)">, Only<[TrainCommand]>;
def seed : Value_<"seed", "N", "of initialisation, split and shuffle (default 0)">, Only<[TrainCommand]>;
def test_fraction : Value_<"test-fraction", "F", "share of the rows held out (default 0.2)">, Only<[TrainCommand]>;
def standardize : Flag_<"standardize", "give columns mean 0 and deviation 1, as of the training rows">, Only<[TrainCommand]>;

def max_mb : Value_<"max-mb", "N", "of prune: keep what was used last, up to so many megabytes">, Only<[CacheCommand]>;
