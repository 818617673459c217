/// A result as one HTML page that opens without a network: docs/report.md.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"
#include "results/reader.hpp"

namespace sigdyn {

/// "tolerance", "1e-6 relative": a line of what the page says about how the result was made.
struct PageFact {
  std::string label;
  std::string value;
};

/// How a sweep varies one of its axes.
struct PageAxis {
  bool is_log = false;       ///< sampled evenly in its logarithm
  bool is_relative = false;  ///< values are factors of the nominal one
};

/// What a page shows beside the numbers of the result.
struct PageContext {
  std::string title{};     ///< the question that was asked, or what the scenario is called
  std::string subtitle{};  ///< of the model
  std::string expected{};  ///< the answer that was expected, in words
  std::vector<PageFact> facts{};
  std::vector<PageFact> inputs{};          ///< files by name with their full text
  std::string reference{};                 ///< arm that fold changes compare to; empty: the first
  std::vector<std::string> observables{};  ///< only these, in this order; empty: all
  std::vector<PageAxis> varied{};          ///< of a sweep, in its order; may be fewer
  const Network* network = nullptr;        ///< null: no pathway
};

/// Names of observables the result has time courses or summaries of; of species where the model has
/// no observables.
std::vector<std::string> page_observables(const ResultReader& result);

/// The whole page, below 15 MB. Numbers come at double precision where all fit, in single precision
/// where they do not, and thinned out (times evenly, members at random) where that is still too
/// much; the page says which. Its summary table and counts of failures are of all values always.
/// Expects context.observables to be among page_observables(). Memory: a block of rows and the
/// page. Throws InputError if the result is of neither a scenario nor a sweep, IoError.
std::string make_page(const ResultReader& result, const PageContext& context);

}  // namespace sigdyn
