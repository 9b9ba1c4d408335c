#pragma once

#include "data/image.h"

namespace ofa {

// Where a pixel's colour comes from: the place [x, y] of the old image is
//   [xx * x + xy * y + x0, yx * x + yy * y + y0], in pixels from its upper left corner.
struct Affine {
  double xx = 1, xy = 0, x0 = 0;
  double yx = 0, yy = 1, y0 = 0;
};

// Between four pixels, linearly; a place outside has the value `fill` in every channel.
void warp(Image& image, const Affine& from, uint8_t fill);

void rotate(Image& image, double degrees, uint8_t fill);  // around its middle, counter-clockwise
void shear_x(Image& image, double slope, uint8_t fill);   // the row y takes what is slope * y right
void shear_y(Image& image, double slope, uint8_t fill);   // the column x, slope * x below
void translate_x(Image& image, int pixels, uint8_t fill);  // takes what is so many pixels right
void translate_y(Image& image, int pixels, uint8_t fill);  // or below

}  // namespace ofa
