// See CheckText.h: brackets, strings and names are all that is understood.
#include "CheckText.h"

#include <algorithm>
#include <cctype>

using namespace tcc;
using namespace tcc::conformance;

static constexpr std::string_view space = " \t\r\n";

static bool isNamePart(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '$' ||
         c == '-';
}

static size_t afterString(std::string_view text, size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    at += text[at] == '\\';
  return std::min(at + 1, text.size());
}

std::string conformance::withoutComments(std::string_view text) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    if (text[at] == '"')
      end = afterString(text, at);
    if (text.substr(at, 2) == "//") {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    result += text.substr(at, end - at);
    at = end;
  }
  return result;
}

std::vector<std::string> conformance::split(const std::string &text) {
  static constexpr std::string_view line = "// -----";
  std::vector<std::string> parts;
  size_t begin = 0;
  for (size_t end; (end = text.find(line, begin)) != std::string::npos; begin = end + line.size())
    parts.push_back(text.substr(begin, end - begin));
  parts.push_back(text.substr(begin));
  return parts;
}

size_t conformance::afterSpace(std::string_view text, size_t at) {
  return std::min(text.find_first_not_of(space, at), text.size());
}

size_t conformance::afterBrackets(std::string_view text, size_t at) {
  size_t depth = 0;
  while (at < text.size()) {
    char c = text[at];
    bool isArrow = c == '>' && at > 0 && text[at - 1] == '-';
    depth += std::string_view("([{<").find(c) != std::string_view::npos;
    depth -= !isArrow && std::string_view(")]}>").find(c) != std::string_view::npos;
    at = c == '"' ? afterString(text, at) : at + 1;
    if (depth == 0)
      break;
  }
  return at;
}

size_t conformance::afterType(std::string_view text, size_t at) {
  while (at < text.size() && (isNamePart(text[at]) || text[at] == '!'))
    ++at;
  return at < text.size() && text[at] == '<' ? afterBrackets(text, at) : at;
}

static std::string trimmed(std::string_view text) {
  size_t begin = afterSpace(text, 0);
  size_t end = text.find_last_not_of(space);
  return begin == text.size() ? "" : std::string(text.substr(begin, end + 1 - begin));
}

std::vector<std::string> conformance::splitList(std::string_view text) {
  std::vector<std::string> parts;
  size_t begin = 0, at = 0;
  while (at < text.size())
    if (text[at] == ',') {
      parts.push_back(trimmed(text.substr(begin, at - begin)));
      begin = ++at;
    } else {
      at = afterBrackets(text, at);
    }
  if (std::string last = trimmed(text.substr(begin)); !last.empty())
    parts.push_back(last);
  return parts;
}

/// The name after an @, quotes and all; moves past it.
static std::string readSymbol(std::string_view text, size_t &at) {
  size_t begin = at;
  if (text.substr(at, 1) == "\"")
    at = afterString(text, at);
  else
    while (at < text.size() && isNamePart(text[at]))
      ++at;
  return std::string(text.substr(begin, at - begin));
}

std::vector<std::string> conformance::symbolsIn(std::string_view text) {
  std::vector<std::string> names;
  for (size_t at = 0; at < text.size();)
    if (text[at] == '@')
      names.push_back(readSymbol(text, ++at));
    else
      at = text[at] == '"' ? afterString(text, at) : at + 1;
  return names;
}

const Function *Module::find(std::string_view name) const {
  for (const Function &function : functions)
    if (function.name == name)
      return &function;
  return nullptr;
}

/// What follows `func.func`; moves past it.
static Function parseFunction(std::string_view text, size_t &at) {
  Function function;
  at = std::min(text.find('@', at), text.size() - 1) + 1;
  function.name = readSymbol(text, at);
  size_t arguments = std::min(text.find('(', at), text.size());
  at = afterBrackets(text, arguments);
  function.arguments = trimmed(text.substr(arguments, at - arguments));
  at = afterSpace(text, at);
  if (text.substr(at, 2) == "->") {
    size_t results = afterSpace(text, at + 2);
    at = text.substr(results, 1) == "(" ? afterBrackets(text, results) : afterType(text, results);
    function.results = text.substr(results, at - results);
  }
  at = afterSpace(text, at);
  if (text.substr(at, 10) == "attributes")
    at = afterBrackets(text, afterSpace(text, at + 10));
  at = afterSpace(text, at);
  size_t body = at;
  if (text.substr(at, 1) == "{")
    at = afterBrackets(text, at);
  function.body = text.substr(body, at - body);
  return function;
}

Module conformance::parseModule(const std::string &text) {
  static constexpr std::string_view keyword = "func.func";
  Module module;
  size_t at = text.find(keyword);
  module.before = text.substr(0, at);
  while (at != std::string::npos) {
    at += keyword.size();
    module.functions.push_back(parseFunction(text, at));
    size_t next = text.find(keyword, at);
    if (next == std::string::npos)
      module.after = text.substr(at);
    at = next;
  }
  return module;
}
