// From a table to a data set: numbers as they are, categories one-hot, labels as class indices.
// What is learnt from the training table (categories, fill values, classes) encodes every other
// table in the same way.
#ifndef TCC_DATA_ENCODER_H
#define TCC_DATA_ENCODER_H

#include "tcc/Data/Dataset.h"
#include "tcc/Data/Table.h"

namespace tcc::data {

/// What a missing value, or a category that the training table does not have, becomes.
enum class Missing {
  Error,
  Drop, // its row is left out
  Fill  // the training table's mean, or its most frequent category; a missing label stays an error
};

struct EncodeOptions {
  Missing missing = Missing::Error;
  /// Labels are f32 values, not classes.
  bool regression = false;
  /// Columns that are not features.
  std::vector<std::string> ignore = {};
  /// A column of more categories, and labels of more classes, are an error: one-hot would not fit
  /// them.
  int64_t maxCategories = 1000;
};

/// How columns become features and labels.
struct TableEncoder {
  struct Feature {
    std::string name;
    ColumnType type;
    std::vector<std::string>
        categories; // one feature column each, in this order; empty for a number
    double fill;    // mean, or index of the most frequent category
  };

  std::vector<Feature> features;
  std::string label;
  std::vector<std::string> classNames; // of numbers in numeric order, of words in byte order
  bool regression = false;
  Missing missing = Missing::Error;

  /// Learns from the training table.
  static TableEncoder fit(const Table &table, const std::string &label,
                          const EncodeOptions &options = {});
  /// Features f32 [rows, width], labels i32 or f32 [rows]. A table without the label column gives
  /// no labels.
  Dataset apply(const Table &table) const;
  /// Feature columns after encoding.
  int64_t width() const;
};

/// Fits and applies: for a table that is not split into files.
Dataset toDataset(const Table &table, const std::string &label, const EncodeOptions &options = {});

} // namespace tcc::data

#endif
