#include "ode/detail/lu_tables.hpp"

namespace sigdyn::detail {

LuTables::LuTables(const SymbolicLu& lu) : lu_(lu) {
  state_of_entry_.reserve(lu.column.size());
  for (const std::uint32_t step : lu.column) state_of_entry_.push_back(lu.order[step]);
  for (std::size_t i = lu.size() - lu.n_dense; i < lu.size(); ++i) {
    dense_row_.push_back(lu.row_start[i + 1] - static_cast<std::uint32_t>(lu.n_dense));
  }
  view_ = {.n = lu_.size(),
           .n_jacobian = lu_.jacobian_position.size(),
           .n_fill = lu_.fill_position.size(),
           .n_dense = lu_.n_dense,
           .order = lu_.order.data(),
           .row_start = lu_.row_start.data(),
           .diagonal = lu_.diagonal.data(),
           .column = lu_.column.data(),
           .state = state_of_entry_.data(),
           .jacobian_position = lu_.jacobian_position.data(),
           .fill_position = lu_.fill_position.data(),
           .dense_row = dense_row_.data(),
           .n_terms = lu_.n_terms.empty() ? nullptr : lu_.n_terms.data(),
           .terms = lu_.terms.data()};
}

}  // namespace sigdyn::detail
