/// A figure as a script of gnuplot (5.2 and later), its data inside: one file to keep and edit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "plot/figure.hpp"

namespace sigdyn {

enum class ImageFormat : std::uint8_t { svg, png, pdf };

/// The format that the end of a file's name stands for; nothing for another end.
std::optional<ImageFormat> parse_image_format(const std::string& path);

/// The script draws `figure` into `output`, a name relative to the folder it runs in. The same
/// figure is the same text. Colours: Okabe and Ito (2008), distinguishable in all common forms of
/// colour blindness, without their yellow, which white paper swallows; tiles: viridis (van der Walt
/// and Smith 2015). PNG has 300 dots per inch.
/// Expects at least one panel. Names in the figure are drawn as they are, whatever they contain.
std::string write_gnuplot_script(const Figure& figure, ImageFormat format,
                                 const std::string& output);

}  // namespace sigdyn
