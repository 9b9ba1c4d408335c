// Says what is on an image: classify NETWORK IMAGE [RUNTIME]
// NETWORK is a subnet folder (ofa extract), which LibTorch runs, or an .onnx file (ofa export),
// which RUNTIME runs: openvino or onnxruntime.
#include <exception>
#include <iostream>

#include "deploy/classifier.h"

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: classify NETWORK IMAGE [RUNTIME]\n";
    return 2;
  }
  try {
    const ofa::Classifier classifier(argv[1], {.runtime = argc > 3 ? argv[3] : ""});
    for (const ofa::Guess& guess : classifier.classify(argv[2]))
      std::cout << guess.label << " " << guess.probability << "\n";
  } catch (const std::exception& error) {
    std::cerr << "classify: " << error.what() << "\n";
    return 1;
  }
}
