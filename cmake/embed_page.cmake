# Writes OUTPUT, the C++ source of src/page/assets.hpp, from the text files in BUNDLE.
set(piece_length 60000)  # compilers must take literals of 65536 characters, not longer ones

function(append_pieces file name)
  file(READ "${BUNDLE}/${file}" text)
  string(LENGTH "${text}" length)
  string(APPEND source "constexpr std::array ${name} = {\n")
  set(begin 0)
  while(begin LESS length)
    string(SUBSTRING "${text}" ${begin} ${piece_length} piece)
    string(APPEND source "R\"sigdyn(${piece})sigdyn\"sv,\n")
    math(EXPR begin "${begin} + ${piece_length}")
  endwhile()
  string(APPEND source "};\n")
  set(source "${source}" PARENT_SCOPE)
endfunction()

string(CONCAT source "#include \"page/assets.hpp\"\n\n#include <array>\n\nnamespace sigdyn {\nnamespace {\n\n"
  "using namespace std::string_view_literals;\n\n")
append_pieces(page.js script)
append_pieces(page.css style)
append_pieces(licences.txt licences)
file(STRINGS "${BUNDLE}/page.js.sha256" hash)
string(APPEND source
  "\n}  // namespace\n\n"
  "std::span<const std::string_view> page_script() {\n  return script;\n}\n"
  "std::span<const std::string_view> page_style() {\n  return style;\n}\n"
  "std::span<const std::string_view> page_licences() {\n  return licences;\n}\n"
  "std::string_view page_script_hash() {\n  return \"${hash}\";\n}\n\n}  // namespace sigdyn\n")
file(WRITE "${OUTPUT}" "${source}")
