#include "data/pack_write.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <exception>
#include <optional>

#include "core/error.h"
#include "core/file.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/progress.h"
#include "data/pack_image.h"

namespace ofa {
namespace {

constexpr int64_t kMostNamed = 20;  // broken images that are named one by one
constexpr int kImagesAThread = 4;   // under way

class PackFile {
 public:
  explicit PackFile(const std::filesystem::path& path) : file_(path) { append(kPackMagic); }

  void add(std::string_view bytes, int label, const std::string& name) {
    append(bytes);
    names_ += name;
    const PackEntry entry{.end = num_bytes_,
                          .checksum = pack_checksum(bytes),
                          .name_end = names_.size(),
                          .label = static_cast<uint32_t>(label)};
    entries_ += bytes_of_value(entry);
  }

  void finish(PackReport& report) {
    const std::string json = to_json(report.header);
    PackFooter footer{.num_images = entries_.size() / sizeof(PackEntry),
                      .name_bytes = names_.size(),
                      .header_bytes = json.size()};
    const std::string contents = entries_ + names_ + json;
    footer.contents_checksum = pack_checksum(contents);
    footer.footer_checksum = footer_checksum(footer);
    append(contents);
    append(bytes_of_value(footer));
    report.checksum = file_.commit();
    report.num_bytes = num_bytes_;
  }

 private:
  void append(std::string_view bytes) {
    file_.append(bytes);
    num_bytes_ += bytes.size();
  }

  AtomicFile file_;
  uint64_t num_bytes_ = 0;
  std::string entries_, names_;
};

// An image on its way into the file.
struct Passing {
  int64_t index = 0;
  PackedImage packed;
  std::optional<Error> problem;
};

// Takes packed images in their order.
class Collector {
 public:
  Collector(const Source& source, std::string source_name, const std::filesystem::path& out,
            const PackOptions& options, PackReport& report)
      : source_(source),
        source_name_(std::move(source_name)),
        options_(options),
        report_(report),
        file_(out),
        progress_("pack", static_cast<uint64_t>(source.images->size())),
        trained_on_(source.classes.size()) {}

  void operator()(const Passing& passing) {
    progress_.advance();
    if (passing.problem) return leave_out(*passing.problem);
    const Images& images = *source_.images;
    const int label = images.label(passing.index);
    file_.add(passing.packed.bytes, label, images.short_name(passing.index));
    const size_t part = part_of(passing.index);
    ++report_.header.counts[part];
    if (part == static_cast<size_t>(SourcePart::kTrain)) ++trained_on_[label];
    ++(passing.packed.how == PackedAs::kKept      ? report_.kept
       : passing.packed.how == PackedAs::kEncoded ? report_.encoded
                                                  : report_.resized);
  }

  void finish() {
    for (size_t i = 0; i < trained_on_.size(); ++i) {
      if (trained_on_[i] > 0) continue;
      throw Error("{}: class {} ({}) has no training image that is not broken", source_name_, i,
                  source_.classes[i]);
    }
    file_.finish(report_);
  }

 private:
  size_t part_of(int64_t index) const {
    if (index < source_.first(SourcePart::kValidation)) return 0;
    return index < source_.first(SourcePart::kTest) ? 1 : 2;
  }

  void leave_out(const Error& problem) {
    if (options_.on_error == OnError::kStop) throw problem;
    if (++report_.broken <= kMostNamed) log_warning("left out: {}", problem.what());
    if (report_.broken == kMostNamed) log_warning("further broken images are counted, not named");
  }

  const Source& source_;
  std::string source_name_;
  const PackOptions& options_;
  PackReport& report_;
  PackFile file_;
  Progress progress_;
  std::vector<int64_t> trained_on_;  // images of each class
};

void pack_images(const Images& images, const PackOptions& options, Collector& collect) {
  using Packers = tbb::enumerable_thread_specific<ImagePacker>;
  Packers packers([&] { return ImagePacker(options.side, options.quality); });
  int64_t next = 0;
  // What goes wrong is thrown when all images are through: a pipeline that is left by an exception
  // forgets those on their way, and their memory.
  std::atomic<bool> has_failed = false;
  std::exception_ptr failure;
  const auto first = [&](tbb::flow_control& control) -> Passing {
    if (next == images.size() || has_failed || interrupted()) {
      control.stop();
      return {};
    }
    return {.index = next++};
  };
  const auto pack = [&](Passing passing) {
    try {
      passing.packed = packers.local()(images, passing.index);
    } catch (const Error& error) {
      passing.problem = error;  // which one stops us must not depend on threads
    }
    return passing;
  };
  const auto take = [&](const Passing& passing) {
    if (has_failed) return;
    try {
      collect(passing);
    } catch (...) {
      failure = std::current_exception();
      has_failed = true;
    }
  };
  tbb::task_arena arena(options.threads > 0 ? options.threads : tbb::task_arena::automatic);
  arena.execute([&] {
    using tbb::filter_mode;
    tbb::parallel_pipeline(static_cast<size_t>(kImagesAThread) * arena.max_concurrency(),
                           tbb::make_filter<void, Passing>(filter_mode::serial_in_order, first) &
                               tbb::make_filter<Passing, Passing>(filter_mode::parallel, pack) &
                               tbb::make_filter<Passing, void>(filter_mode::serial_in_order, take));
  });
  if (failure) std::rethrow_exception(failure);
  if (next < images.size())
    throw Error(static_cast<Exit>(128 + interrupt_signal()), "stopped; nothing was written");
}

std::string own_name(const std::string& source) {
  const std::filesystem::path path = std::filesystem::absolute(source).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

}  // namespace

PackReport write_pack(const Source& source, const std::string& source_name,
                      const std::filesystem::path& out, const PackOptions& options) {
  PackReport report{.header = {.source = own_name(source_name),
                               .kind = source.kind,
                               .side = options.side,
                               .quality = options.quality,
                               .classes = source.classes}};
  Collector collector(source, source_name, out, options, report);
  pack_images(*source.images, options, collector);
  collector.finish();
  return report;
}

}  // namespace ofa
