/// The script and style of the page, built from src/page/web and embedded by CMake.
#pragma once

#include <span>
#include <string_view>

namespace sigdyn {

/// In pieces, to be joined: compilers need not take long string literals.
std::span<const std::string_view> page_script();
std::span<const std::string_view> page_style();
std::span<const std::string_view> page_licences();

/// The hash by which the page's security policy knows the script: "sha256-...".
std::string_view page_script_hash();

}  // namespace sigdyn
