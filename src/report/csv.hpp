/// An array of a result as a table of comma-separated values (RFC 4180).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "results/reader.hpp"

namespace sigdyn {

/// Takes the text piece by piece.
using TextSink = std::function<void(std::string_view text)>;

/// A line of fields; a field with a comma, a quote or a line break is quoted.
std::string csv_line(const std::vector<std::string>& fields);

/// The shortest decimal that reads back as the same double; "NaN" for NaN.
std::string csv_number(double value);

/// Writes one array, called `name`: a column per axis and, behind them, a column per label of the
/// last axis where that axis has names, one column of values otherwise. Headings bear units: "time
/// [s]", "pAKT [nM]". Flags are written as their meaning. Memory: one block of rows of the first
/// axis. Throws InputError if the result has no such array.
void write_csv(const ResultReader& result, const std::string& name, const TextSink& sink);

}  // namespace sigdyn
