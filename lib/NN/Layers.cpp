// The layers. Ops of a layer carry the line in which the user made it.
#include "tcc/NN/Layers.h"

#include "tcc/DSL/Trace.h"
#include "tcc/Support/Text.h"

using namespace tcc;
using namespace tcc::nn;

static std::string placeOf(const std::source_location &where) {
  return concat(where.file_name(), ":", where.line());
}
static std::string textOf(const Shape &shape) { return toString(shape, DType::F32); }

Params Layer::init(uint64_t seed, const Shape &input) const {
  uint32_t stream = 0;
  return rules->init(seed, stream, input);
}

const Tensor &nn::parameter(const Params &params, const std::string &name,
                            const std::source_location &where) {
  auto found = params.find(name);
  if (found == params.end())
    throwError(placeOf(where), concat("the parameter '", name, "' is missing"),
               "pass what init() of the same layer gave");
  return found->second;
}

namespace {

class Dense : public LayerRules {
public:
  Dense(int64_t units, Activation activation, DenseOptions options, std::source_location where)
      : units(units), activation(std::move(activation)), options(std::move(options)), where(where) {
  }

  std::string describe() const override {
    return concat("dense(", units, activation.function ? ", activation)" : ")");
  }

  Shape outputShape(const Shape &input) const override {
    if (input.size() != 1)
      throwError(placeOf(where),
                 concat("a dense layer takes vectors, but one sample here is ", textOf(input)),
                 "put flatten() before it");
    return {units};
  }

  Params init(uint64_t seed, uint32_t &stream, const Shape &input) const override {
    outputShape(input);
    Params params;
    RandomStream kernel(seed, stream++), bias(seed, stream++);
    params["kernel"] = options.kernel(kernel, {input[0], units});
    if (options.useBias)
      params["bias"] = options.bias(bias, {units});
    return params;
  }

  Tensor apply(const Params &params, const Tensor &x, const ApplyOptions &) const override {
    auto at = [this](const Tensor &t) { return Arg(t, where); };
    Tensor y = matmul(at(x), at(parameter(params, "kernel", where)));
    if (options.useBias)
      y = add(at(y), at(parameter(params, "bias", where)));
    return activation.function ? activation.function(at(y)) : y;
  }

private:
  int64_t units;
  Activation activation;
  DenseOptions options;
  std::source_location where;
};

// A layer without parameters that keeps the shape of samples.
class Stateless : public LayerRules {
public:
  explicit Stateless(std::source_location where) : where(where) {}
  Shape outputShape(const Shape &input) const override { return input; }
  Params init(uint64_t, uint32_t &, const Shape &) const override { return {}; }

protected:
  std::source_location where;
};

class Flatten : public Stateless {
public:
  using Stateless::Stateless;
  std::string describe() const override { return "flatten()"; }
  Shape outputShape(const Shape &input) const override { return {elementCount(input)}; }
  Tensor apply(const Params &, const Tensor &x, const ApplyOptions &) const override {
    Shape shape = x.shape();
    if (shape.size() == 2)
      return x;
    return reshape(Arg(x, where), {shape[0], elementCount(Shape(shape.begin() + 1, shape.end()))});
  }
};

class Dropout : public Stateless {
public:
  Dropout(double rate, std::source_location where) : Stateless(where), rate(rate) {}
  std::string describe() const override { return concat("dropout(", rate, ")"); }
  Tensor apply(const Params &, const Tensor &x, const ApplyOptions &options) const override {
    if (!options.train || rate == 0)
      return x;
    if (!options.key.valid())
      throwError(placeOf(where), "dropout in training needs a key",
                 "apply with {.train = true, .key = randomKey(seed, step)}");
    auto at = [this](const Tensor &t) { return Arg(t, where); };
    Tensor keeps = compare(Predicate::Ge, at(uniform(at(options.key), x.shape(), x.dtype())),
                           Arg(rate, where));
    return select(at(keeps), at(mul(at(x), Arg(1 / (1 - rate), where))), Arg(0.0, where));
  }

private:
  double rate;
};

class Function : public Stateless {
public:
  Function(Activation activation, std::source_location where)
      : Stateless(where), activation(std::move(activation)) {}
  std::string describe() const override { return "activation()"; }
  Tensor apply(const Params &, const Tensor &x, const ApplyOptions &) const override {
    return activation.function ? activation.function(Arg(x, where)) : x;
  }

private:
  Activation activation;
};

class Sequential : public LayerRules {
public:
  explicit Sequential(std::vector<Layer> layers) : layers(std::move(layers)) {}

  std::string describe() const override {
    std::string text;
    for (const Layer &layer : layers)
      text += (text.empty() ? "" : ", ") + layer.describe();
    return "sequential(" + text + ")";
  }

  Shape outputShape(const Shape &input) const override {
    Shape shape = input;
    for (const Layer &layer : layers)
      shape = layer.outputShape(shape);
    return shape;
  }

  Params init(uint64_t seed, uint32_t &stream, const Shape &input) const override {
    Params params;
    Shape shape = input;
    for (size_t i = 0; i < layers.size(); ++i) {
      for (auto &[name, value] : layers[i].internal().init(seed, stream, shape))
        params[concat(i, ".", name)] = value;
      shape = layers[i].outputShape(shape);
    }
    return params;
  }

  Tensor apply(const Params &params, const Tensor &x, const ApplyOptions &options) const override {
    Tensor y = x;
    for (size_t i = 0; i < layers.size(); ++i) {
      std::string prefix = concat(i, ".");
      Params own;
      for (auto at = params.lower_bound(prefix);
           at != params.end() && at->first.starts_with(prefix); ++at)
        own.emplace(at->first.substr(prefix.size()), at->second);
      y = layers[i].apply(own, y, options);
    }
    return y;
  }

private:
  std::vector<Layer> layers;
};

} // namespace

Layer nn::dense(int64_t units, Activation activation, DenseOptions options,
                std::source_location where) {
  if (units < 1)
    throwError(placeOf(where), concat("a dense layer has one unit at least, got ", units));
  return Layer(std::make_shared<Dense>(units, std::move(activation), std::move(options), where));
}

Layer nn::flatten(std::source_location where) { return Layer(std::make_shared<Flatten>(where)); }

Layer nn::dropout(double rate, std::source_location where) {
  if (!(rate >= 0 && rate < 1))
    throwError(placeOf(where), concat("dropout takes a rate from 0 to below 1, got ", rate));
  return Layer(std::make_shared<Dropout>(rate, where));
}

Layer nn::activation(Activation activation, std::source_location where) {
  return Layer(std::make_shared<Function>(std::move(activation), where));
}

Layer nn::sequential(std::vector<Layer> layers) {
  return Layer(std::make_shared<Sequential>(std::move(layers)));
}
