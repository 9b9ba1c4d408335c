// What cmake --install makes, moved to another folder; and a project outside of this tree that uses
// it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "core/file.h"
#include "data/dataset.h"
#include "tests/core/temp_folder.h"
#include "tests/data/data_testing.h"
#include "tests/paths.h"

namespace ofa {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
namespace fs = std::filesystem;

// What a command says, of what must go well; at the root, so that nothing is found by chance.
std::string said_by(const std::string& command) {
  FILE* pipe = popen(("cd / && { " + command + "\n} 2>&1 </dev/null").c_str(), "r");
  std::string said;
  std::array<char, 4096> buffer;
  while (const size_t size = fread(buffer.data(), 1, buffer.size(), pipe))
    said.append(buffer.data(), size);
  EXPECT_EQ(pclose(pipe), 0) << command << "\n" << said;
  return said;
}

Image stored(const Images& images, int64_t index) {
  const auto whole = [](Size size) { return Window{0, 0, size.width, size.height}; };
  Image image;
  images.read(index, {.channels = 1, .window = whole}, image);
  return image;
}

class Installed : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TempFolder;
    said_by(
        fmt::format("cmake --install {} --prefix {}", binary_dir().string(), path("made_here")));
    fs::rename(path("made_here"), path("moved"));
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::string path(const std::string& name) { return (folder_->path() / name).string(); }
  static std::string program() { return path("moved/bin/ofa"); }

  static void write(const std::string& name, const std::string& text) {
    fs::create_directories(fs::path(path(name)).parent_path());
    std::ofstream(path(name)) << text;
  }
  // Of a project in a folder, its program.
  static std::string built(const std::string& project) {
    said_by(
        fmt::format("cmake -G Ninja -S {0} -B {0}/build -DCMAKE_BUILD_TYPE=Release "
                    "-DCMAKE_PREFIX_PATH={1} && cmake --build {0}/build",
                    path(project), path("moved")));
    return path(project) + "/build/" + project;
  }

  static const TempFolder* folder_;
};

const TempFolder* Installed::folder_ = nullptr;

TEST_F(Installed, FindsItsOwnSpacesFromAnyFolder) {
  EXPECT_THAT(said_by(program() + " describe fashion"), HasSubstr("fashion: 44,731,008 archs"));
  fs::copy_file(path("moved/share/ofa/configs/spaces/fashion.yaml"),
                path("moved/share/ofa/configs/spaces/only_here.yaml"));
  EXPECT_THAT(said_by(program() + " describe only_here"), HasSubstr("only_here: 44,731,008"));
  fs::create_directories(path("elsewhere"));
  fs::rename(path("moved/share/ofa/configs"), path("elsewhere/configs"));
  EXPECT_THAT(said_by("OFA_SHARE=" + path("elsewhere") + " " + program() + " describe only_here"),
              HasSubstr("only_here: 44,731,008"));
  fs::rename(path("elsewhere/configs"), path("moved/share/ofa/configs"));
}

TEST_F(Installed, LoadsNothingFromTheSources) {
  const std::string said = said_by("LD_DEBUG=files " + program() + " --version");
  std::set<std::string> loaded;
  std::smatch match;
  for (auto at = said.cbegin();
       std::regex_search(at, said.cend(), match, std::regex("calling init: (.*)"));
       at = match.suffix().first)
    loaded.insert(fs::weakly_canonical(match[1].str()).string());
  EXPECT_THAT(loaded, Contains(StartsWith(path("moved/lib/ofa/openvino/libs/libopenvino.so"))));
  EXPECT_THAT(loaded, Contains(StartsWith(path("moved/lib/ofa/onnxruntime/capi/"))));
  EXPECT_THAT(loaded, Not(Contains(StartsWith(fs::canonical(source_dir() / ".deps").string()))));
  EXPECT_THAT(said_by("readelf -d " + program()), Not(HasSubstr(source_dir().string())));
  for (const auto& entry : fs::recursive_directory_iterator(path("moved/lib/cmake")))
    if (entry.is_regular_file()) {
      const std::string text = read_file(entry.path(), 1'000'000);
      EXPECT_THAT(text, Not(HasSubstr(source_dir().string()))) << entry.path();
      EXPECT_THAT(text, Not(HasSubstr(path("made_here")))) << entry.path();
    }
}

TEST_F(Installed, ServesAProjectThatSaysWhatTheProgramSays) {
  fs::copy(source_dir() / "examples/classify", path("classify"));
  const std::string classify = built("classify");
  said_by(fmt::format("{} extract {}/tests/trained/fashion --arch random:1 --out {}", program(),
                      source_dir().string(), path("subnet")));
  said_by(
      fmt::format("{} export {} --images 100 --out {}", program(), path("subnet"), path("a.onnx")));
  const Dataset dataset({.source = "fashion-mnist"}, 0);
  std::set<std::string> labels;
  for (int i = 0; i < 4; ++i) {
    const std::string image = path(fmt::format("{}.png", i));
    write_bytes(image, encode_png(stored(dataset.images(), i)));
    const auto expected = nlohmann::json::parse(
        said_by(fmt::format("{} run {} {} --json", program(), path("subnet"), image)));
    const std::string label = expected["images"][0]["labels"][0]["label"];
    labels.insert(label);
    for (const std::string& network :
         {path("subnet") + " " + image, path("a.onnx") + " " + image + " openvino",
          path("a.onnx") + " " + image + " onnxruntime"}) {
      const std::string said = said_by(classify + " " + network);
      EXPECT_THAT(said, StartsWith(label + " ")) << network;
    }
  }
  EXPECT_GT(labels.size(), 1u);  // or a program that says one thing would do
}

// Every header and every layer.
TEST_F(Installed, OffersTheWholeLibrary) {
  std::string source;
  const fs::path headers = path("moved/include/ofa");
  for (const auto& entry : fs::recursive_directory_iterator(headers))
    if (entry.is_regular_file())
      source += fmt::format("#include \"{}\"\n", entry.path().lexically_relative(headers).string());
  write("whole/main.cpp", source + R"(
#include <iostream>
int main() {
  ofa::TrainConfig config;
  const ofa::Space space = ofa::load_space("fashion");
  std::cout << space.name << " " << ofa::runtimes().size() << "\n";
}
)");
  write("whole/CMakeLists.txt", R"(
cmake_minimum_required(VERSION 3.25)
project(whole LANGUAGES CXX)
find_package(ofa REQUIRED)
add_executable(whole main.cpp)
target_link_libraries(whole PRIVATE ofa::deploy ofa::trainers ofa::torch_search ofa::torch_measure ofa::torch_verify)
file(WRITE ${CMAKE_BINARY_DIR}/share ${ofa_SHARE_DIR})
)");
  const std::string whole = built("whole");
  std::string share;
  std::getline(std::ifstream(path("whole/build/share")), share);
  EXPECT_EQ(said_by("OFA_SHARE=" + share + " " + whole), "fashion 2\n");
}

TEST_F(Installed, SaysWhichVersionItIs) {
  write("newer/CMakeLists.txt",
        "cmake_minimum_required(VERSION 3.25)\nproject(newer LANGUAGES CXX)\n"
        "find_package(ofa 99)\nmessage(\"found: ${ofa_FOUND}\")\n");
  EXPECT_THAT(said_by(fmt::format("cmake -S {0} -B {0}/build -DCMAKE_PREFIX_PATH={1}",
                                  path("newer"), path("moved"))),
              HasSubstr("found: 0"));
}

}  // namespace
}  // namespace ofa
