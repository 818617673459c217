/// What to draw of a result, as the user asks for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sigdyn {

enum class PlotKind : std::uint8_t { time, dose, fold, sweep };

const char* to_string(PlotKind kind);

/// Empty lists and texts: whatever suits the result.
struct PlotRequest {
  std::optional<PlotKind> kind;
  std::vector<std::string> observables;
  std::vector<std::string> arms;
  std::vector<std::string> axes;   ///< of a sweep: which of what varies
  std::vector<std::string> at;     ///< times of dose responses and fold changes, with unit
  std::string dose;                ///< what is dosed
  std::string statistic;           ///< of a sweep
  std::optional<std::string> log;  ///< "x", "y", "xy", or "" for no logarithmic axis
  double width = 85.0;             ///< [mm]
};

}  // namespace sigdyn
