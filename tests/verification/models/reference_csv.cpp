#include "reference_csv.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace sigdyn::test {

std::map<std::string, std::vector<double>> read_reference(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::string line;
  std::string cell;
  std::vector<std::string> names;
  std::getline(file, line);
  std::istringstream header(line);
  while (std::getline(header, cell, ',')) {
    if (cell.back() == '\r') cell.pop_back();
    names.push_back(cell);
  }
  std::map<std::string, std::vector<double>> columns;
  while (std::getline(file, line)) {
    std::istringstream row(line);
    for (const std::string& name : names) {
      std::getline(row, cell, ',');
      columns[name].push_back(std::stod(cell));
    }
  }
  return columns;
}

}  // namespace sigdyn::test
