#include "verify/first_difference.h"

#include <ATen/ATen.h>

#include "export/onnx_read.h"
#include "export/onnx_write.h"
#include "nn/tensor_io.h"
#include "verify/agreement.h"

namespace ofa {

std::string first_differing_block(const Runtime& runtime, const RuntimeOptions& options,
                                  const std::string& bytes, const FoldedRun& own,
                                  const at::Tensor& images, std::span<const std::byte> input,
                                  double tolerance) {
  const Graph& graph = own.graph();
  std::vector<ValueId> values;
  std::vector<std::string> names;
  for (const Block& block : graph.blocks) {
    values.push_back(graph.block_output(block));
    if (values.back() != graph.output) names.push_back(onnx_name(graph, values.back()));
  }
  const std::unique_ptr<LoadedModel> model = runtime.load(with_outputs(bytes, names), options);
  const std::vector<std::vector<float>> found = run_model(*model, input);
  const std::vector<at::Tensor> expected = own.values(images, values);
  size_t next = 1;  // the logits come first
  for (size_t i = 0; i < values.size(); ++i) {
    const std::vector<float>& output = values[i] == graph.output ? found[0] : found[next++];
    const std::vector<float> own_output = to_floats(expected[values[i]]);
    const int64_t per_image = expected[values[i]].numel() / images.size(0);
    if (!(compare(own_output, output, per_image).largest <= tolerance)) return graph.blocks[i].name;
  }
  return "";
}

}  // namespace ofa
