/// The HTML page of a result: what `report` and `run --report` write.
#pragma once

#include <string>
#include <vector>

#include "results/writer.hpp"

namespace sigdyn {

/// RESULT with its ending replaced by .html.
std::string page_path(const std::string& result);

/// Throws IoError if the page is there already and `existing` says to keep it.
void check_page_path(const std::string& page, ExistingResult existing);

/// Reads the result and writes its page, with these observables only unless there are none.
/// Throws UsageError for an observable that the result lacks, InputError for what is no result
/// (for shards of a sweep with the command that joins them), UnsupportedError, IoError.
void write_page(const std::string& result, const std::string& page,
                const std::vector<std::string>& observables, ExistingResult existing);

}  // namespace sigdyn
