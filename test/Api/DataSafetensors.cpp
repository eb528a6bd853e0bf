// .safetensors: round trips, reproducible bytes, and every check of a foreign header.
#include "Testing.h"
#include "tcc/Data/Safetensors.h"

using namespace tcc;
using namespace tcc::data;
using namespace tcc::testing;

static std::string file(const std::string &header, const std::string &elements = "") {
  uint64_t length = header.size();
  return std::string(reinterpret_cast<const char *>(&length), 8) + header + elements;
}

static Safetensors parse(const std::string &text) {
  return parseSafetensors(bytesOf(text), "x.safetensors");
}

// A header of one i8 tensor, with these fields.
static std::string one(const std::string &dtype, const std::string &shape,
                       const std::string &offsets) {
  return "{\"w\":{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets +
         "}}";
}

TEST(Safetensors, RoundTrip) {
  TemporaryFolder folder;
  Safetensors content;
  content.tensors = {{"a", arrayOf<bool>({true, false, true}, {3})},
                     {"b", arrayOf<float>({1, 2, 3, 4}, {2, 2})},
                     {"c \"\\\n\x01 \u00e4", arrayOf<int64_t>({-5}, {})},
                     {"d", Array(DType::BF16, {0, 3})},
                     {"e", arrayOf<double>({0.5}, {1})}};
  content.metadata = {{"epoch", "5"}, {"note", "a\tb"}};
  writeSafetensors(folder / "x", content);
  Safetensors back = readSafetensors(folder / "x");
  EXPECT_EQ(back.metadata, content.metadata);
  ASSERT_EQ(back.tensors.size(), content.tensors.size());
  for (const auto &[name, array] : content.tensors)
    expectSame(back.tensors.at(name), array);
  Array first = readFile(folder / "x");
  writeSafetensors(folder / "y", back);
  expectSame(readFile(folder / "y"), first);
}

TEST(Safetensors, LayoutIsSortedAndAligned) {
  TemporaryFolder folder;
  writeSafetensors(folder / "x",
                   {{{"a", arrayOf<int8_t>({9}, {1})}, {"z", arrayOf<int16_t>({7}, {1})}}, {}});
  std::string header = "{\"z\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[0,2]},"
                       "\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[2,3]}}";
  header.append((8 - header.size() % 8) % 8, ' ');
  EXPECT_EQ(textOf(bytesOf(readFile(folder / "x"))), file(header, bytes("\7\0\11")));
  writeSafetensors(folder / "x", {});
  EXPECT_EQ(textOf(bytesOf(readFile(folder / "x"))), file("{}      "));
  EXPECT_TRUE(readSafetensors(folder / "x").tensors.empty());
}

TEST(Safetensors, NotAFile) {
  expectError([] { parse("1234567"); },
              {"x.safetensors: expected a .safetensors file, got 7 bytes"});
  expectError([] { parse(std::string(8, '\xff')); }, {"the limit is 100000000"});
  expectError([] { parse(file("{}").substr(0, 9)); },
              {"cut off: its header states 2 bytes, there are 1"});
  expectError([] { parse(file("")); }, {"start with '{'"});
  expectError([] { parse(file(" {}")); }, {"start with '{'"});
  expectError([] { parse(file("{]")); }, {"not valid JSON"});
  expectError([] { parse(file("{\"\xff\":1}")); }, {"not valid JSON"});
  expectError([] { parse(file("{\"a\":" + std::string(2000, '[') + "}")); }, {"not valid JSON"});
  TemporaryFolder folder;
  writeFile(folder / "short", "123");
  expectError([&] { readSafetensors(folder / "short"); },
              {"short: expected a .safetensors file, got 3 bytes"});
  expectError([&] { readSafetensors(folder / "none"); }, {"none: cannot open"});
}

TEST(Safetensors, MalformedEntries) {
  auto of = [](const std::string &header) { return [=] { parse(file(header, "12345678")); }; };
  expectError(of("{\"w\":3}"), {"tensor 'w': expected an object"});
  expectError(of("{\"w\":{}}"), {"tensor 'w': expected dtype, shape and data_offsets"});
  expectError(of(one("1", "[8]", "[0,8]")), {"expected a string as dtype"});
  expectError(of(one("\"I8\"", "8", "[0,8]")), {"expected a list as shape"});
  expectError(of(one("\"I8\"", "[\"8\"]", "[0,8]")), {"expected extents"});
  expectError(of(one("\"I8\"", "[8]", "8")), {"expected a list as data_offsets"});
  expectError(of(one("\"I8\"", "[8]", "[0]")), {"expected two data_offsets, got 1"});
  expectError(of(one("\"I8\"", "[8]", "[-1,8]")), {"expected offsets"});
  expectError(of("{\"w\":{\"shape\":[8],\"shape\":[8]}}"), {"'shape' stands twice"});
  expectError(of(one("\"F8_E4M3\"", "[8]", "[0,8]")), {"has dtype 'F8_E4M3'", "hint: convert"},
              Blame::Unsupported);
  expectError(of("{\"__metadata__\":3}"), {"expected __metadata__ to be an object"});
  expectError(of("{\"__metadata__\":{\"a\":3}}"), {"expected a string as metadata 'a'"});
  expectError(of("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}"), {"'a' stands twice"});
  expectError(of("{\"__metadata__\":{},\"__metadata__\":{}}"), {"'__metadata__' stands twice"});
}

TEST(Safetensors, LayoutIsChecked) {
  auto of = [](const std::string &header) { return [=] { parse(file(header, "12345678")); }; };
  auto two = [&](const std::string &first, const std::string &second) {
    return of("{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":" + first +
              "},\"b\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":" + second + "}}");
  };
  two("[4,8]", "[0,4]")();
  expectError(two("[0,4]", "[3,7]"),
              {"tensor 'b' at bytes 3 to 7 overlaps the one before, expected it to begin at 4"});
  expectError(two("[0,4]", "[0,4]"), {"overlaps"});
  expectError(two("[0,4]", "[5,9]"), {"lies outside of the 8 bytes", "cut off"});
  expectError(of(one("\"I8\"", "[7]", "[1,8]")), {"leaves a gap"});
  expectError(of(one("\"I8\"", "[7]", "[0,7]")), {"end at byte 7 of 8"});
  expectError(of(one("\"I8\"", "[8]", "[8,0]")), {"lies outside"});
  expectError(of(one("\"F32\"", "[3]", "[0,8]")), {"does not hold 3xf32, which is 12 bytes"});
  expectError(of(one("\"F32\"", "[4611686018427387904,4]", "[0,8]")), {"an impossible number"});
  expectError(of(one("\"F32\"", "[-2,-1]", "[0,8]")), {"expected extents from 0"});
  expectError(of(one("\"I8\"", "[18446744073709551616]", "[0,8]")), {"expected extents from 0"});
  expectError(of("{\"w\":{\"dtype\":\"I8\",\"shape\":[8],\"data_offsets\":[0,8]},"
                 "\"w\":{\"dtype\":\"I8\",\"shape\":[8],\"data_offsets\":[0,8]}}"),
              {"'w' stands twice"});
  expectError(of(one("\"BOOL\"", "[8]", "[0,8]")), {"tensor 'w': expected booleans of 0 or 1"});
}

TEST(Safetensors, WritesNothingWrong) {
  TemporaryFolder folder;
  auto write = [&](const Safetensors &content) {
    return [=, &folder] { writeSafetensors(folder / "x", content); };
  };
  expectError(write({{{"w", Array()}}, {}}), {"tensor 'w' has no content"});
  expectError(write({{{"__metadata__", Array::scalar(1.0f)}}, {}}), {"reserved name"});
  expectError(write({{{"\xff", Array::scalar(1.0f)}}, {}}), {"is not UTF-8"});
  EXPECT_FALSE(std::filesystem::exists(folder / "x"));
}
