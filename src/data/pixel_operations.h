#pragma once

#include "data/image.h"

namespace ofa {

// Changes of colours, in images of one or three channels. All are Pillow's, bit for bit.

// What a factor does: 1 changes nothing, 0 leaves nothing of it, beyond 1 it grows.
void change_brightness(Image& image, double factor);  // 0: black
void change_contrast(Image& image, double factor);    // 0: the mean luminance everywhere
void change_color(Image& image, double factor);       // 0: grey; of grey images nothing
void change_sharpness(Image& image, double factor);   // 0: smoothed, but for the outermost pixels

void invert(Image& image);
void solarize(Image& image, int threshold);  // inverts values from the threshold on
void posterize(Image& image, int bits);      // keeps the highest bits, 0 to 8, of each value

// Of each channel by itself; one that has a single value stays.
void auto_contrast(Image& image);  // stretched to 0 ... 255
void equalize(Image& image);       // each value about as frequent as every other

}  // namespace ofa
