// .npy: round trips, files as NumPy writes them, and every malformed header.
#include "Testing.h"
#include "tcc/Data/Npy.h"

using namespace tcc;
using namespace tcc::testing;

static std::string npy(const std::string &header, const std::string &elements, char version = 1) {
  std::string text =
      "\x93NUMPY" + std::string{version, '\0', char(header.size() & 255), char(header.size() >> 8)};
  return text + (version > 1 ? bytes("\0\0") : "") + header + elements;
}

static Array parse(const std::string &text) { return data::parseNpy(bytesOf(text), "x.npy"); }

TEST(Npy, RoundTripOfEveryType) {
  TemporaryFolder folder;
  for (const Array &array :
       {arrayOf<bool>({true, false}, {2}), arrayOf<int8_t>({-1, 2}, {1, 2}),
        arrayOf<int16_t>({-1, 2}, {2, 1}), arrayOf<int32_t>({1 << 30}, {}),
        arrayOf<int64_t>({1l << 60}, {1, 1, 1}), arrayOf<float>({1, 2, 3, 4, 5, 6}, {2, 3}),
        arrayOf<double>({0.1}, {1}), arrayOf<uint8_t>({255}, {1}), arrayOf<uint16_t>({65535}, {1}),
        arrayOf<uint32_t>({4294967295}, {1}), arrayOf<uint64_t>({~0ul}, {1}),
        arrayOf<uint16_t>({0x3f80, 0xffff}, {2}).bitcast(DType::BF16), Array(DType::F32, {0, 5}),
        arrayOf<std::complex<float>>({{1, -2}, {0.5, 3}}, {2}),
        arrayOf<std::complex<double>>({{0.1, 0.2}}, {}), Array(DType::F16, {0})}) {
    data::writeNpy(folder / "x.npy", array);
    expectSame(data::readNpy(folder / "x.npy"), array);
  }
}

TEST(Npy, WritesWhatNumPyWrites) {
  TemporaryFolder folder;
  data::writeNpy(folder / "x.npy", arrayOf<int32_t>({7, 8}, {2}));
  std::string header = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }";
  header += std::string(117 - header.size(), ' ') + "\n";
  EXPECT_EQ(textOf(bytesOf(readFile(folder / "x.npy"))), npy(header, bytes("\7\0\0\0\10\0\0\0")));
}

TEST(Npy, ReadsOtherSpellings) {
  Array wanted = arrayOf<int16_t>({1, 2}, {2});
  std::string elements = bytes("\1\0\2\0");
  expectSame(parse(npy("{\"shape\":(2,),'fortran_order':False,'descr':'<i2'}", elements)), wanted);
  expectSame(
      parse(npy("{'descr': '<i2', 'fortran_order': False, 'shape': (2L,), } \n", elements, 2)),
      wanted);
  expectSame(parse(npy("{'descr': '<b1', 'fortran_order': False, 'shape': ()}", "\1")),
             arrayOf<bool>({true}, {}));
  // What numpy.save writes of ml_dtypes' float8_e5m2.
  expectSame(parse(npy("{'descr': '<f1', 'fortran_order': False, 'shape': (1,)}", "<")),
             arrayOf<uint8_t>({'<'}, {1}));
  TemporaryFolder folder;
  writeFile(folder / "x.npy.gz",
            gzip(npy("{'descr': '<i2', 'fortran_order': True, 'shape': (2,), }", elements)));
  expectSame(data::readNpy(folder / "x.npy.gz"), wanted);
}

TEST(Npy, TransposesFortranOrder) {
  std::string elements = bytes("\0\1\2\3\4\5\6\7\10\11\12\13");
  Array array =
      parse(npy("{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3, 2), }", elements));
  expectSame(array, arrayOf<int8_t>({0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11}, {2, 3, 2}));
}

TEST(Npy, MalformedHeaders) {
  auto header = [](const std::string &text) { return [=] { parse(npy(text, "")); }; };
  expectError([] { parse(""); }, {"x.npy: expected a .npy file"});
  expectError([] { parse("PK\3\4"); }, {"expected a .npy file", "hint: this is a zip file"});
  expectError([] { parse("\x93NUMPY\1"); }, {"cut off: it has 7 bytes"});
  expectError([] { parse(npy("{}", "", 4)); }, {"version 4.0"}, Blame::Unsupported);
  expectError([] { parse(npy("{}", "").substr(0, 11)); }, {"states 2 bytes, there are 1"});
  expectError([] { parse("\x93NUMPY\2" + bytes("\0\xff\xff\xff\xff{}")); },
              {"states 4294967295 bytes, the limit"});
  expectError(header(""), {"malformed .npy header: expected '{' at its byte 0"});
  expectError(header("{}"), {"lacks 'descr'"});
  expectError(header("{'descr'}"), {"expected ':'"});
  expectError(header("{'descr: 1"), {"expected the string to end"});
  expectError(header("{1: 2}"), {"expected a string"});
  expectError(header("{'order': 1}"), {"once, got 'order'"});
  expectError(header("{'descr': '<f4' 'shape': ()}"), {"expected ',' or '}'"});
  expectError(header("{'descr': '<f4', 'descr': '<f4'}"), {"once, got 'descr'"});
  expectError(header("{'fortran_order': 0}"), {"expected True or False"});
  expectError(header("{'shape': [1]}"), {"expected '('"});
  expectError(header("{'shape': (1"), {"expected ',' or ')'"});
  expectError(header("{'shape': (-1,)}"), {"expected an extent"});
  expectError(header("{'shape': (99999999999999999999,)}"), {"expected an extent"});
  expectError(header("{'shape': (x,)}"), {"expected an extent", "near 'x,)}'"});
  std::string many = "{'shape': (";
  for (int i = 0; i < 65; ++i)
    many += "1,";
  expectError(header(many + ")}"), {"at most 64 dimensions"});
  expectError(header("{'descr': '<f4', 'fortran_order': False, 'shape': ()} x"),
              {"expected nothing after '}'"});
}

TEST(Npy, TypesThatAreNotThere) {
  for (std::string type : {">f4", ">u4", "|S3", "<c32", "|O", "<f16"})
    expectError(
        [&] { parse(npy("{'descr': '" + type + "', 'fortran_order': False, 'shape': ()}", "")); },
        {"dtype '" + type + "'", "hint: convert"}, Blame::Unsupported);
  expectError([] { parse(npy("{'descr': [('a', '<f4')], 'shape': ()}", "")); }, {"records"},
              Blame::Unsupported);
  TemporaryFolder folder;
  expectError([&] { data::writeNpy(folder / "x.npy", Array()); }, {"no array"});
  EXPECT_FALSE(std::filesystem::exists(folder / "x.npy"));
}

TEST(Npy, SizesMustAgree) {
  auto of = [](const std::string &shape, const std::string &elements) {
    return [=] {
      parse(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + ")}", elements));
    };
  };
  expectError(of("2,", "1234"), {"says 2xf32, 8 bytes, but 4 follow", "cut off"});
  expectError(of("1,", "12345678"), {"says 1xf32, 4 bytes, but 8 follow", "something after"});
  expectError(of("9223372036854775807, 2", "1234"), {"too many bytes, but 4 follow"});
  expectError([] { parse(npy("{'descr': '|b1', 'fortran_order': False, 'shape': (2,)}", "\1\2")); },
              {"expected booleans of 0 or 1, got 2 as element 1"});
}
