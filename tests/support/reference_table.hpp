/// Trajectories computed elsewhere: time,S1,...,Sn by rows, and how far a run is from them.
#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace sigdyn::test {

struct ReferenceTable {
  std::vector<double> times;
  std::vector<std::vector<double>> rows;
};

/// Every `stride`-th row up to t_end. Empty if there is no such file.
inline ReferenceTable read_reference(const std::string& path, double t_end,
                                     std::size_t stride = 1) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  ReferenceTable table;
  for (std::size_t number = 0; std::getline(file, line); ++number) {
    std::vector<double> row;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(std::stod(cell));
    if (row.empty() || row[0] > t_end || number % stride != 0) continue;
    table.times.push_back(row[0]);
    table.rows.emplace_back(row.begin() + 1, row.end());
  }
  return table;
}

/// Largest |y - wanted| / (|wanted| + A) in one row, A = 1e-6 of the largest initial amount; NaN
/// counts as infinite.
inline double error_in_row(const double* y, const std::vector<double>& wanted,
                           const ReferenceTable& reference) {
  const double floor = 1e-6 * *std::ranges::max_element(reference.rows.front());
  double largest = 0.0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const double error = std::abs(y[i] - wanted[i]) / (std::abs(wanted[i]) + floor);
    if (!(error <= largest)) largest = std::isnan(error) ? HUGE_VAL : error;
  }
  return largest;
}

}  // namespace sigdyn::test
