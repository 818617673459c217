/// Quantiles over the members of a sweep, of all that is recorded of each.
#pragma once

#include <span>

#include "results/schema.hpp"
#include "results/writer.hpp"
#include "store/detail/member_rows.hpp"
#include "store/shard_folder.hpp"

namespace sigdyn::detail {

/// The axis of a block or result that asks for quantiles; its labels are the probabilities.
inline constexpr const char* quantile_axis = "quantile";

/// For a schema with that axis: a variable quantiles_X(quantile, arm, ...) for each summary_X and
/// for the observables over time.
void add_quantile_variables(ResultSchema& schema);

/// Computes and writes them, from the rows of the blocks. Members without a value (failed) are left
/// out. The result does not depend on the order of rows and blocks. Memory: some 64 MiB at most.
/// Cost: the blocks are read eight times, more often where that does not suffice for all columns.
/// Throws IoError with the path of a block that is damaged.
void write_quantiles(std::span<const StoredBlock> blocks, std::span<const MemberRows> rows,
                     const ResultSchema& schema, ResultWriter& writer);

}  // namespace sigdyn::detail
