// Cases out of modules that check their own results. A check becomes two results of its function,
// the value and what it should be; what `@inputs()` gives becomes arguments, or all could be
// folded.
#include "Cases.h"
#include "CheckText.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <set>
#include <utility>

using namespace tcc;
using namespace tcc::conformance;
using Path = std::filesystem::path;

// What the reference implementation takes where a check does not say.
static constexpr double tolerance = 1e-4, callTolerance = 1e-3;
static constexpr uint64_t ulps = 1, callUlps = 3;

namespace {
/// A check in the text of a function.
struct Statement {
  size_t begin = 0, end = 0;
  Check check;
  std::string got, wanted; // values
  std::string attribute;   // of a constant that is wanted
  std::string type;
};

/// Reads what a check consists of, from left to right.
class CheckReader {
public:
  CheckReader(const std::string &text, size_t at) : text(text), at(at) {}

  bool take(std::string_view word) {
    at = afterSpace(text, at);
    if (text.compare(at, word.size(), word) != 0)
      return false;
    at += word.size();
    return true;
  }
  std::string name() {
    size_t begin = at = afterSpace(text, at);
    while (at < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[at])) || std::strchr("_.%#$-+", text[at])))
      ++at;
    return text.substr(begin, at - begin);
  }
  std::string type() {
    size_t begin = at = afterSpace(text, at);
    return text.substr(begin, (at = afterType(text, at)) - begin);
  }
  /// Up to the colon before a type.
  std::string attribute() {
    size_t begin = at = afterSpace(text, at);
    while (at < text.size() && text[at] != ':')
      at = afterBrackets(text, at);
    return text.substr(begin, at - begin);
  }
  /// A number, with its type if it has one.
  std::string number() {
    std::string digits = name();
    size_t end = at;
    if (take(":") && type().starts_with("tensor"))
      at = end;
    return digits;
  }

  const std::string &text;
  size_t at;
};
} // namespace

static bool readKind(const std::string &name, bool isCall, Check &check) {
  check = {.tolerance = isCall ? callTolerance : tolerance,
           .maxUlpDifference = isCall ? callUlps : ulps};
  if (name == "close")
    check.kind = Check::Close;
  else if (name.starts_with("almost_eq"))
    check.kind = Check::AlmostEqual;
  else
    return name == "eq" || name == "eq_const";
  return true;
}

/// `tolerance = 0.1` and the like, among what stands before and after the types.
static bool readLimit(CheckReader &reader, Check &check) {
  if (reader.take("tolerance ="))
    check.tolerance = std::strtod(reader.number().c_str(), nullptr);
  else if (reader.take("max_ulp_difference ="))
    check.maxUlpDifference = std::strtoull(reader.number().c_str(), nullptr, 10);
  else if (reader.take("min_ulp_difference ="))
    check.minUlpDifference = std::strtoull(reader.number().c_str(), nullptr, 10);
  else
    return false;
  return true;
}

static Statement readCall(CheckReader &reader, Statement statement) {
  reader.take("(");
  statement.got = reader.name();
  reader.take(",");
  statement.wanted = reader.name();
  reader.take(")");
  reader.attribute();
  reader.take(":");
  reader.take("(");
  statement.type = reader.type();
  reader.at = reader.text.find("->", reader.at);
  reader.take("-> ()");
  return statement;
}

static Statement readOp(CheckReader &reader, Statement statement) {
  statement.got = reader.name();
  reader.take(",");
  if (reader.take("%"))
    statement.wanted = "%" + reader.name();
  else
    statement.attribute = reader.attribute();
  while (reader.take(",") && readLimit(reader, statement.check))
    ;
  reader.take(":");
  statement.type = reader.type();
  if (reader.take(","))
    reader.type();
  if (reader.take("{")) {
    while (readLimit(reader, statement.check) && reader.take(","))
      ;
    reader.take("}");
  }
  return statement;
}

/// The check at `check.expect_...`.
static std::optional<Statement> readStatement(const std::string &text, size_t at) {
  static constexpr std::string_view call = "stablehlo.custom_call @", prefix = "check.expect_";
  bool isCall = at >= call.size() && text.compare(at - call.size(), call.size(), call) == 0;
  Statement statement;
  statement.begin = isCall ? at - call.size() : at;
  CheckReader reader(text, at + prefix.size());
  if (!readKind(reader.name(), isCall, statement.check))
    return std::nullopt;
  statement = isCall ? readCall(reader, statement) : readOp(reader, statement);
  statement.end = reader.at;
  return statement;
}

static std::vector<Statement> findChecks(const std::string &body) {
  std::vector<Statement> statements;
  for (size_t at = 0; (at = body.find("check.expect_", at)) != std::string::npos; ++at)
    if (auto statement = readStatement(body, at))
      statements.push_back(*statement);
  return statements;
}

//===- programs ------------------------------------------------------------------------------===//

static std::string join(const std::vector<std::string> &parts) {
  std::string text;
  for (const std::string &part : parts)
    text += (text.empty() ? "" : ", ") + part;
  return text;
}

static std::string print(const Function &function, bool isEntry) {
  return (isEntry ? "func.func @" : "func.func private @") + function.name + function.arguments +
         (function.results.empty() ? "" : " -> " + function.results) + " " + function.body + "\n";
}

/// A module of the function, and of those it needs.
static std::string printProgram(const Module &module, const Function &entry,
                                const Function *other = nullptr) {
  std::string text = module.before;
  std::set<std::string> known = {entry.name};
  std::vector<const Function *> waiting = {&entry};
  while (!waiting.empty()) {
    const Function *function = waiting.back();
    waiting.pop_back();
    text += print(*function, function == &entry);
    for (const std::string &name : symbolsIn(function->body)) {
      const Function *callee = other && other->name == name ? other : module.find(name);
      if (callee && known.insert(name).second)
        waiting.push_back(callee);
    }
  }
  return text + module.after;
}

/// What a program can give to its caller: bytes, for integers that are narrower.
static std::string resultType(std::string type) {
  for (const char *narrow : {"i2>", "i4>"})
    if (type.ends_with(narrow))
      type.replace(type.size() - 2, 1, "8");
  return type;
}

/// The function with a pair of results for each check.
static Function returningChecks(Function function, const std::vector<Statement> &statements) {
  std::string body;
  std::vector<std::string> values, types;
  size_t at = 0;
  for (const Statement &statement : statements) {
    body += function.body.substr(at, statement.begin - at);
    at = statement.end;
    std::string wanted = statement.wanted;
    if (wanted.empty()) {
      wanted = "%wanted_" + std::to_string(values.size());
      body += wanted + " = stablehlo.constant " + statement.attribute + ": " + statement.type;
    }
    std::string type = resultType(statement.type);
    for (std::string value : {statement.got, wanted}) {
      if (type != statement.type) {
        std::string narrow = std::exchange(value, "%byte_" + std::to_string(values.size()));
        body += "\n" + value + " = stablehlo.convert " + narrow + " : (" + statement.type +
                ") -> " + type + "\n";
      }
      values.push_back(value);
    }
    types.insert(types.end(), 2, type);
  }
  body += function.body.substr(at);
  size_t end = std::min(body.rfind("return"), body.size());
  if (end >= 5 && body.compare(end - 5, 5, "func.") == 0)
    end -= 5;
  function.body = body.substr(0, end) + "return " + join(values) + " : " + join(types) + "\n}";
  function.results = "(" + join(types) + ")";
  return function;
}

/// The function whose constants are what a test works on.
static const Function *findInputs(const Module &module) {
  const Function *inputs = module.find("inputs");
  if (!inputs)
    inputs = module.find("samples");
  return inputs && inputs->arguments == "()" ? inputs : nullptr;
}

static std::vector<std::string> resultTypes(const Function &function) {
  std::string list = function.results;
  if (list.starts_with("("))
    list = list.substr(1, list.size() - 2);
  std::vector<std::string> types;
  for (const std::string &type : splitList(list))
    types.push_back(type.substr(0, afterType(type, 0)));
  return types;
}

/// Makes the function take what it asked `inputs` for, which then gives back what it is given.
static Function takingInputs(Function &function, Function inputs) {
  std::vector<std::string> types = resultTypes(inputs), taken, given, values;
  for (size_t i = 0; i < types.size(); ++i) {
    std::string value = "%input_" + std::to_string(i);
    values.push_back(value);
    taken.push_back(value + ": " + types[i]);
  }
  std::string call = "call @" + inputs.name + "() : ()";
  if (size_t at = function.body.find(call); at != std::string::npos) {
    function.body.replace(
        at, call.size(), "call @" + inputs.name + "(" + join(values) + ") : (" + join(types) + ")");
    function.arguments = "(" + join(taken) + ")";
  }
  inputs.arguments = "(" + join(taken) + ")";
  inputs.body = "{ return " + join(values) + " : " + join(types) + " }";
  return inputs;
}

static std::optional<Case> toCase(const Module &module, const Function &function) {
  std::vector<Statement> statements = findChecks(function.body);
  if (statements.empty())
    return std::nullopt;
  Case c;
  c.entry = function.name;
  c.mode = "check";
  for (const Statement &statement : statements)
    c.checks.push_back(statement.check);
  Function checked = returningChecks(function, statements);
  const Function *inputs = function.arguments == "()" ? findInputs(module) : nullptr;
  if (!inputs) {
    c.text = printProgram(module, checked);
    return c;
  }
  Function given = takingInputs(checked, *inputs);
  c.text = printProgram(module, checked, &given);
  c.inputsText = printProgram(module, *inputs);
  c.inputsEntry = inputs->name;
  return c;
}

//===- files ---------------------------------------------------------------------------------===//

/// "add" of add_float32_20_20.
static std::string familyOf(const std::string &stem) {
  size_t end = stem.size();
  for (const char *type : {"_float", "_bfloat", "_int", "_uint", "_bool", "_complex", "_dtype"})
    for (size_t at = 0; (at = stem.find(type, at)) != std::string::npos; ++at)
      if (size_t next = at + std::strlen(type); next == stem.size() || !std::isalpha(stem[next]))
        end = std::min(end, at);
  return stem.substr(0, end);
}

static void readFile(const Path &path, std::vector<Case> &cases) {
  std::string stem = path.stem().string();
  for (const std::string &part : split(readText(path))) {
    Module module = parseModule(withoutComments(part));
    for (const Function &function : module.functions)
      if (auto c = toCase(module, function)) {
        c->name = function.name == "main" ? stem : stem + "/" + function.name;
        c->family = familyOf(stem);
        c->model = path;
        cases.push_back(std::move(*c));
      }
  }
}

std::vector<Case> conformance::readChecks(const std::vector<std::string> &paths,
                                          const Selection &selection) {
  std::vector<Case> cases;
  for (const Path &file : findModules(paths))
    readFile(file, cases);
  std::erase_if(cases, [&](const Case &c) {
    return !isChosen(selection.families, c.family) || !isChosen(selection.names, c.name);
  });
  return cases;
}
