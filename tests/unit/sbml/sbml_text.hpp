/// Small SBML documents for tests: the wrapping is here, the test writes what it is about.
#pragma once

#include <string>

namespace sigdyn {

/// A Level 3 Version 2 document around the content of <model>.
inline std::string sbml_model(const std::string& content) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
<model id="m">)" +
         content + "</model></sbml>";
}

inline std::string sbml_l2_model(const std::string& content) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4">
<model id="m">)" +
         content + "</model></sbml>";
}

inline std::string sbml_math(const std::string& content) {
  return R"(<math xmlns="http://www.w3.org/1998/Math/MathML">)" + content + "</math>";
}

/// <apply> of an operator to operands, all MathML.
inline std::string sbml_apply(const std::string& op, const std::string& operands) {
  return "<apply><" + op + "/>" + operands + "</apply>";
}

inline std::string ci(const std::string& name) {
  return "<ci>" + name + "</ci>";
}
inline std::string cn(const std::string& number) {
  return "<cn>" + number + "</cn>";
}

inline std::string sbml_compartment(const std::string& id, const std::string& size,
                                    const std::string& constant = "true") {
  return "<compartment id='" + id + "' size='" + size + "' spatialDimensions='3' constant='" +
         constant + "'/>";
}

/// A species in compartment C whose formula symbol is a concentration.
inline std::string sbml_species(const std::string& id, const std::string& initial_amount,
                                const std::string& more = "") {
  return "<species id='" + id + "' compartment='C' initialAmount='" + initial_amount +
         "' hasOnlySubstanceUnits='false' boundaryCondition='false' constant='false' " + more +
         "/>";
}

inline std::string sbml_parameter(const std::string& id, const std::string& value,
                                  const std::string& constant = "true") {
  return "<parameter id='" + id + "' value='" + value + "' constant='" + constant + "'/>";
}

}  // namespace sigdyn
