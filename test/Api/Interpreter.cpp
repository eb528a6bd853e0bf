// See Interpreter.h.
#include "Interpreter.h"

#include "tcc/Support/Text.h"
#include "tcc/Tensor.h"
#include "tccrt.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

using namespace tcc;
using namespace tcc::detail;
using namespace tcc::test;

Value test::readValue(const TensorType &type, const void *memory) {
  Array array = Array::borrow(const_cast<void *>(memory), type.dtype, type.shape);
  Value value{type.dtype, type.shape, std::vector<double>(size_t(array.size()))};
  convertElements(array, value.data.data());
  return value;
}

void test::writeValue(const Value &value, void *memory) {
  Array array = Array::borrow(memory, value.dtype, value.shape);
  storeElements(value.data.data(), array);
}

namespace {

std::string lineOf(const Node &node) { return concat(node.where.file, ":", node.where.line); }

// The shape that operands of an elementwise op broadcast to.
Shape broadcastShape(const Node &node, const std::vector<Value> &in) {
  Shape shape;
  for (const Value &v : in) {
    shape.insert(shape.begin(), size_t(std::max<int64_t>(v.rank() - int64_t(shape.size()), 0)), 1);
    for (size_t i = 0; i < v.shape.size(); ++i) {
      int64_t &extent = shape[shape.size() - v.shape.size() + i];
      if (extent != v.shape[i] && extent != 1 && v.shape[i] != 1)
        throwError(lineOf(node),
                   concat("'", node.name, "' cannot broadcast ", toString(in[0].shape, in[0].dtype),
                          " and ", toString(v.shape, v.dtype)));
      extent = std::max(extent, v.shape[i]);
    }
  }
  return shape;
}

Value broadcastTo(const Value &v, const Shape &shape) {
  Value out{v.dtype, shape, std::vector<double>(size_t(elementCount(shape)))};
  for (size_t i = 0; i < out.data.size(); ++i) {
    size_t rest = i, from = 0, stride = 1;
    for (size_t axis = shape.size(), own = v.shape.size(); axis-- > 0 && own > 0;
         rest /= size_t(shape[axis]))
      if (int64_t extent = v.shape[--own]; true) {
        from += extent == 1 ? 0 : rest % size_t(shape[axis]) * stride;
        stride *= size_t(extent);
      }
    out.data[i] = v.data[from];
  }
  return out;
}

using Scalar = std::function<double(const std::vector<double> &)>;
const std::map<std::string, Scalar> &scalars() {
  using V = const std::vector<double> &;
  static const std::map<std::string, Scalar> table = {
      {"tcc.add", [](V v) { return v[0] + v[1]; }},
      {"tcc.sub", [](V v) { return v[0] - v[1]; }},
      {"tcc.mul", [](V v) { return v[0] * v[1]; }},
      {"tcc.div", [](V v) { return v[0] / v[1]; }},
      {"tcc.max", [](V v) { return std::max(v[0], v[1]); }},
      {"tcc.pow", [](V v) { return std::pow(v[0], v[1]); }},
      {"tcc.neg", [](V v) { return -v[0]; }},
      {"tcc.exp", [](V v) { return std::exp(v[0]); }},
      {"tcc.expm1", [](V v) { return std::expm1(v[0]); }},
      {"tcc.log", [](V v) { return std::log(v[0]); }},
      {"tcc.abs", [](V v) { return std::abs(v[0]); }},
      {"tcc.rsqrt", [](V v) { return 1 / std::sqrt(v[0]); }},
      {"tcc.sqrt", [](V v) { return std::sqrt(v[0]); }},
      {"tcc.tanh", [](V v) { return std::tanh(v[0]); }},
      {"tcc.sin", [](V v) { return std::sin(v[0]); }},
      {"tcc.cos", [](V v) { return std::cos(v[0]); }},
      {"tcc.sigmoid", [](V v) { return 1 / (1 + std::exp(-v[0])); }},
      {"tcc.relu", [](V v) { return std::max(v[0], 0.0); }},
      {"tcc.convert", [](V v) { return v[0]; }},
      {"tcc.select", [](V v) { return v[0] != 0 ? v[1] : v[2]; }},
      {"tcc.clamp", [](V v) { return std::min(std::max(v[0], v[1]), v[2]); }},
      {"tcc.broadcast", [](V v) { return v[0]; }},
      {"tcc.binary_cross_entropy",
       [](V v) {
         return std::max(v[0], 0.0) - v[0] * v[1] + std::log1p(std::exp(-std::abs(v[0])));
       }},
  };
  return table;
}

bool holds(const std::string &predicate, double a, double b) {
  static const std::map<std::string, bool (*)(double, double)> table = {
      {"eq", [](double a, double b) { return a == b; }},
      {"lt", [](double a, double b) { return a < b; }},
      {"ge", [](double a, double b) { return a >= b; }},
      {"gt", [](double a, double b) { return a > b; }},
  };
  return table.at(predicate)(a, b);
}

class Interpreter {
public:
  explicit Interpreter(const Node &node, const std::vector<Value> &in) : node(node), in(in) {}

  std::vector<Value> run() {
    if (node.callee)
      return valueAndGrad();
    if (node.name == "tcc.constant") {
      const auto &value = attribute<Array>("value");
      return {readValue({value.dtype(), value.shape()}, value.data())};
    }
    if (auto found = scalars().find(node.name); found != scalars().end())
      return {elementwise(found->second)};
    if (node.name == "tcc.compare")
      return {elementwise([&](const std::vector<double> &v) {
        return holds(attribute<std::string>("predicate"), v[0], v[1]);
      })};
    if (node.name.starts_with("tcc.reduce_"))
      return {reduce()};
    if (node.name == "tcc.mse")
      return {mse()};
    if (node.name == "tcc.matmul")
      return {matmul()};
    if (node.name == "tcc.cross_entropy" || node.name == "tcc.argmax")
      return {alongRows()};
    if (node.name == "tcc.reshape")
      return {reshape()};
    if (node.name == "tcc.uniform")
      return {uniform()};
    throw Error("the stand-in does not know " + node.name);
  }

private:
  template <class T> const T &attribute(const std::string &name) const {
    return std::get<T>(node.attributes.at(name));
  }

  Value elementwise(const Scalar &f) {
    Shape shape =
        node.name == "tcc.broadcast" ? attribute<Shape>("shape") : broadcastShape(node, in);
    std::vector<Value> operands;
    for (const Value &v : in)
      operands.push_back(broadcastTo(v, shape));
    Value out{in[node.name == "tcc.select"].dtype, shape,
              std::vector<double>(size_t(elementCount(shape)))};
    if (node.name == "tcc.convert")
      out.dtype = attribute<DType>("to");
    else if (node.name == "tcc.compare")
      out.dtype = DType::I1;
    else if (in.size() == 2 && in[0].dtype != in[1].dtype)
      throwError(lineOf(node), concat("'", node.name, "' got ", nameOf(in[0].dtype), " and ",
                                      nameOf(in[1].dtype)));
    for (size_t i = 0; i < out.data.size(); ++i) {
      std::vector<double> v;
      for (const Value &operand : operands)
        v.push_back(operand.data[i]);
      out.data[i] = f(v);
    }
    return out;
  }

  Value reduce() {
    std::vector<bool> away(in[0].shape.size(), !node.attributes.count("axes"));
    if (node.attributes.count("axes"))
      for (int64_t axis : attribute<std::vector<int64_t>>("axes"))
        away[size_t(axis < 0 ? axis + in[0].rank() : axis)] = true;
    Value out{in[0].dtype, {}, {}};
    for (size_t i = 0; i < away.size(); ++i)
      out.shape.push_back(away[i] ? 1 : in[0].shape[i]);
    bool isMax = node.name == "tcc.reduce_max";
    out.data.assign(size_t(elementCount(out.shape)), isMax ? -INFINITY : 0);
    // Which element of the result each element belongs to, by broadcasting the result's indices
    // back.
    Value index{DType::I64, out.shape, std::vector<double>(out.data.size())};
    std::iota(index.data.begin(), index.data.end(), 0);
    index = broadcastTo(index, in[0].shape);
    for (size_t i = 0; i < in[0].data.size(); ++i) {
      double &to = out.data[size_t(index.data[i])];
      to = isMax ? std::max(to, in[0].data[i]) : to + in[0].data[i];
    }
    if (node.name == "tcc.reduce_mean")
      for (double &v : out.data)
        v *= double(out.data.size()) / double(in[0].data.size());
    if (!node.attributes.count("keepdims")) {
      Shape kept;
      for (size_t i = 0; i < away.size(); ++i)
        if (!away[i])
          kept.push_back(out.shape[i]);
      out.shape = kept;
    }
    return out;
  }

  Value mse() {
    double sum = 0;
    for (size_t i = 0; i < in[0].data.size(); ++i)
      sum += std::pow(in[0].data[i] - in[1].data[i], 2);
    return {in[0].dtype, {}, {sum / double(in[0].data.size())}};
  }

  Value matmul() {
    if (in[0].rank() != 2 || in[1].rank() != 2 || in[0].shape[1] != in[1].shape[0])
      throwError(lineOf(node), concat("'tcc.matmul' got ", toString(in[0].shape, in[0].dtype),
                                      " and ", toString(in[1].shape, in[1].dtype)));
    size_t m = size_t(in[0].shape[0]), k = size_t(in[0].shape[1]), n = size_t(in[1].shape[1]);
    Value out{in[0].dtype, {int64_t(m), int64_t(n)}, std::vector<double>(m * n)};
    for (size_t i = 0; i < m; ++i)
      for (size_t l = 0; l < k; ++l)
        for (size_t j = 0; j < n; ++j)
          out.data[i * n + j] += in[0].data[i * k + l] * in[1].data[l * n + j];
    return out;
  }

  // Cross entropy, or the index of the largest, of each row of the last axis.
  Value alongRows() {
    bool isArgmax = node.name == "tcc.argmax";
    size_t width = size_t(in[0].shape.back()), rows = in[0].data.size() / width;
    Value out{
        isArgmax ? DType::I32 : in[0].dtype, Shape(in[0].shape.begin(), in[0].shape.end() - 1), {}};
    for (size_t r = 0; r < rows; ++r) {
      auto row = in[0].data.begin() + long(r * width);
      auto largest = std::max_element(row, row + long(width));
      double sum = 0;
      for (size_t i = 0; i < width; ++i)
        sum += std::exp(row[long(i)] - *largest);
      out.data.push_back(isArgmax ? double(largest - row)
                                  : std::log(sum) + *largest - row[long(in[1].data[r])]);
    }
    return out;
  }

  Value reshape() {
    Value out = in[0];
    out.shape = attribute<Shape>("shape");
    for (int64_t &extent : out.shape)
      if (extent < 0)
        extent = -int64_t(out.data.size()) / elementCount(out.shape);
    return out;
  }

  Value uniform() {
    Value out{attribute<DType>("element_type"), attribute<Shape>("shape"), {}};
    uint64_t seed = uint64_t(in[0].data[0]), step = uint64_t(in[0].data[1]);
    for (uint32_t e = 0; e < elementCount(out.shape); ++e) {
      uint32_t key[2] = {uint32_t(seed), uint32_t(seed >> 32)}, words[4];
      uint32_t counter[4] = {e / 4, uint32_t(attribute<int64_t>("id")), uint32_t(step),
                             uint32_t(step >> 32)};
      tccrt_philox4x32(counter, key, words);
      out.data.push_back((words[e % 4] >> 8) * 0x1p-24);
    }
    return out;
  }

  std::vector<Value> valueAndGrad() {
    std::vector<Value> results = interpret(*node.callee, in);
    if (!results[0].shape.empty())
      throwError(lineOf(node), concat("expected a scalar to differentiate, got ",
                                      toString(results[0].shape, results[0].dtype)));
    for (int64_t argument : attribute<std::vector<int64_t>>("wrt")) {
      Value gradient = in[size_t(argument)];
      std::vector<Value> moved = in;
      for (size_t i = 0; i < gradient.data.size(); ++i) {
        double &x = moved[size_t(argument)].data[i], at = x, h = 1e-4;
        x = at + h;
        double above = interpret(*node.callee, moved)[0].data[0];
        x = at - h;
        double below = interpret(*node.callee, moved)[0].data[0];
        x = at;
        gradient.data[i] = (above - below) / (2 * h);
      }
      results.push_back(std::move(gradient));
    }
    return results;
  }

  const Node &node;
  const std::vector<Value> &in;
};

std::vector<std::vector<Value>> valuesOf(const Graph &graph, const std::vector<Value> &arguments,
                                         size_t count) {
  std::vector<std::vector<Value>> values;
  for (size_t i = 0; i < count; ++i) {
    std::vector<Value> operands;
    for (ValueId id : graph.nodes[i].operands)
      operands.push_back(id.node < 0 ? arguments.at(size_t(id.result))
                                     : values.at(size_t(id.node)).at(size_t(id.result)));
    values.push_back(Interpreter(graph.nodes[i], operands).run());
  }
  return values;
}

std::vector<Value> zeros(const Graph &graph) {
  std::vector<Value> arguments;
  for (const TensorType &type : graph.arguments)
    arguments.push_back(
        {type.dtype, type.shape, std::vector<double>(size_t(elementCount(type.shape)))});
  return arguments;
}

std::vector<TensorType> typesOf(const std::vector<Value> &values) {
  std::vector<TensorType> types;
  for (const Value &value : values)
    types.push_back({value.dtype, value.shape});
  return types;
}

} // namespace

std::vector<Value> test::interpret(const Graph &graph, const std::vector<Value> &arguments) {
  auto values = valuesOf(graph, arguments, graph.nodes.size());
  std::vector<Value> results;
  for (ValueId id : graph.results)
    results.push_back(id.node < 0 ? arguments.at(size_t(id.result))
                                  : values.at(size_t(id.node)).at(size_t(id.result)));
  return results;
}

std::vector<TensorType> test::resultTypes(const Graph &graph) {
  return typesOf(interpret(graph, zeros(graph)));
}

std::vector<TensorType> test::typesAt(const Graph &graph, int32_t node) {
  return typesOf(valuesOf(graph, zeros(graph), size_t(node) + 1).back());
}
