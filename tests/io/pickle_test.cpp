#include "io/pickle.h"

#include "io_testing.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

// The root of a pickle given by its operations.
class Pickle {
 public:
  explicit Pickle(const std::string& operations) : bytes_("\x80\x02" + operations + ".") {}

  template <typename T>
  T root() {
    tree_ = read_pickle(bytes_, "a.pth");
    const T* value = tree_.get<T>(tree_.root);
    if (!value) throw std::logic_error("the root is " + std::string(kind_of(tree_[tree_.root])));
    return *value;
  }

  const PickleTree& tree() const { return tree_; }

  std::string error() {
    return error_of([&] { tree_ = read_pickle(bytes_, "a.pth"); });
  }

 private:
  std::string bytes_;
  PickleTree tree_;
};

const std::string kFloatStorage =
    raw("(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0"
        "0X\3\0\0\0cpuK\6tQ");
const std::string kTensorCall = "ctorch._utils\n_rebuild_tensor_v2\n";

TEST(Pickle, ReadsNumbers) {
  EXPECT_EQ(Pickle("K\xFF").root<int64_t>(), 255);
  EXPECT_EQ(Pickle("M\xFF\xFF").root<int64_t>(), 65535);
  EXPECT_EQ(Pickle("J\xFE\xFF\xFF\xFF").root<int64_t>(), -2);
  EXPECT_EQ(Pickle(raw("\x8A\0")).root<int64_t>(), 0);
  EXPECT_EQ(Pickle(raw("\x8A\x02\x00\xFF")).root<int64_t>(), -256);
  EXPECT_EQ(Pickle("\x8A\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F").root<int64_t>(), INT64_MAX);
  EXPECT_EQ(Pickle("\x8A\x09"
                   "123456789")
                .root<PickleLong>()
                .bytes,
            "123456789");
  EXPECT_EQ(Pickle(raw("G\x3F\xE0\0\0\0\0\0\0")).root<double>(), 0.5);
  EXPECT_TRUE(Pickle("\x88").root<bool>());
  EXPECT_FALSE(Pickle("\x89").root<bool>());
  Pickle("N").root<PickleNone>();
}

TEST(Pickle, ReadsTexts) {
  EXPECT_EQ(Pickle("\x8C\x03"
                   "abc")
                .root<PickleText>()
                .text,
            "abc");
  EXPECT_EQ(Pickle(raw("X\3\0\0\0abc")).root<PickleText>().text, "abc");
  EXPECT_EQ(Pickle(raw("\x8D\3\0\0\0\0\0\0\0abc")).root<PickleText>().text, "abc");
  EXPECT_EQ(Pickle("U\x03"
                   "abc")
                .root<PickleText>()
                .text,
            "abc");
  EXPECT_EQ(Pickle("C\x03"
                   "abc")
                .root<PickleBytes>()
                .bytes,
            "abc");
}

TEST(Pickle, ReadsContainers) {
  EXPECT_THAT(Pickle("K\1K\2K\3\x87").root<PickleTuple>().items, ElementsAre(0, 1, 2));
  EXPECT_THAT(Pickle("(K\1K\2t").root<PickleTuple>().items, ElementsAre(0, 1));
  EXPECT_THAT(Pickle("]K\1a(K\2K\3e").root<PickleList>().items, ElementsAre(1, 2, 3));
  EXPECT_THAT(Pickle("}K\1K\2s(K\3K\4u").root<PickleDict>().items,
              ElementsAre(std::pair(1, 2), std::pair(3, 4)));
}

TEST(Pickle, ReadsAnOrderedDictOfPythonTwo) {
  EXPECT_THAT(Pickle("ccollections\nOrderedDict\n](U\1aK\1e\x85R").error(),
              HasSubstr("a pair expected"));
  Pickle pickle("ccollections\nOrderedDict\n]](U\1aK\1ea\x85R");
  const PickleDict dict = pickle.root<PickleDict>();
  ASSERT_EQ(dict.items.size(), 1U);
  EXPECT_EQ(pickle.tree().get<PickleText>(dict.items[0].first)->text, "a");
}

TEST(Pickle, SharesWhatTheMemoShares) {
  const PickleTuple tuple = Pickle("]q\1h\1\x86").root<PickleTuple>();
  EXPECT_EQ(tuple.items[0], tuple.items[1]);
  Pickle("]q\1h\1a").root<PickleList>();  // contains itself
}

TEST(Pickle, ReadsATensor) {
  Pickle pickle(kTensorCall + "(" + kFloatStorage + "K\1K\2K\3\x86K\3K\1\x86\x89NtR");
  const PickleTensor tensor = pickle.root<PickleTensor>();
  EXPECT_EQ(tensor.offset, 1);
  const auto* storage = pickle.tree().get<PickleStorage>(tensor.storage);
  ASSERT_TRUE(storage);
  EXPECT_EQ(storage->key, "0");
  EXPECT_EQ(storage->dtype, DType::kF32);
  EXPECT_EQ(storage->num_elements, 6);
}

TEST(Pickle, RunsNothing) {
  const std::string advice = "; save the weights alone: torch.save(model.state_dict(), ...)";
  EXPECT_EQ(
      Pickle("cos\nsystem\nU\4true\x85R").error(),
      "a.pth: byte 6: pickle: refers to \"os\".\"system\", which is not needed for weights and "
      "not read" +
          advice);
  EXPECT_THAT(Pickle("U\10builtinsU\4eval\x93U\1x\x85R").error(),
              HasSubstr("refers to \"builtins\".\"eval\""));
  EXPECT_THAT(Pickle("ctorch.storage\n_load_from_bytes\n").error(),
              HasSubstr("refers to \"torch.storage\".\"_load_from_bytes\""));
  EXPECT_THAT(Pickle("ctorch.FloatStorage\n__reduce__\n").error(), HasSubstr("not read"));
  // INST, OBJ, NEWOBJ, EXT1: other ways to call something.
  for (const char* operation : {"(ios\nsystem\n", "(o", ")\x81", "\x82\1"}) {
    EXPECT_THAT(Pickle(operation).error(), HasSubstr("is not one that checkpoints use"))
        << operation;
  }
}

TEST(Pickle, CallsOnlyWhatItKnows) {
  EXPECT_THAT(Pickle("K\1)R").error(), HasSubstr("pickle: an integer called with a tuple"));
  EXPECT_THAT(Pickle("ctorch\nSize\nK\1R").error(),
              HasSubstr("a global name called with an integer"));
  EXPECT_THAT(Pickle("ctorch\nSize\nK\1\x85R").error(), HasSubstr("a size of an integer"));
  EXPECT_THAT(Pickle("ctorch\nFloatStorage\n)R").error(),
              HasSubstr("a call of what cannot be called"));
  EXPECT_THAT(Pickle(kTensorCall + ")R").error(), HasSubstr("a tensor of 0 arguments, 4 expected"));
  EXPECT_THAT(
      Pickle(kTensorCall + "(NNNNtR").error(),
      HasSubstr("a tensor of None, None, None and None; a storage, an integer and two tuples"));
  EXPECT_THAT(Pickle("K\1}b").error(), HasSubstr("state for an integer"));
}

TEST(Pickle, KnowsStoragesOnly) {
  EXPECT_THAT(Pickle("K\1Q").error(),
              HasSubstr("a description of a storage expected, got an integer"));
  EXPECT_THAT(Pickle("(U\6moduletQ").error(), HasSubstr("a storage expected, got \"module\""));
  EXPECT_THAT(Pickle("(U\7storagetQ").error(), HasSubstr("a storage of 1 fields"));
  EXPECT_THAT(Pickle("(U\7storageNU\1kU\3cpuK\1tQ").error(),
              HasSubstr("a storage without a known type"));
  const std::string typed = "(U\7storagectorch\nFloatStorage\nU\1kU\3cpu";
  EXPECT_THAT(Pickle(typed + "J\xFF\xFF\xFF\xFFtQ").error(),
              HasSubstr("a storage without key and size"));
  EXPECT_THAT(Pickle(typed + "K\1)tQ").error(), HasSubstr("storage \"k\": a part of another one"));
}

TEST(Pickle, NeverReachesBelowItsStack) {
  for (const char* operations :
       {"", "K\1\x86", "(K\1a", "a", "t", "]e", "K\1(b", "K\1(", "q\1", "]s", "K\1K\2(K\3\x86"}) {
    EXPECT_THAT(Pickle(operations).error(), StartsWith("a.pth: byte ")) << operations;
  }
  EXPECT_THAT(Pickle("h\5").error(), HasSubstr("nothing was stored as number 5"));
  EXPECT_THAT(Pickle("K\1K\2a").error(), HasSubstr("items for an integer"));
  EXPECT_THAT(Pickle("](K\1u").error(), HasSubstr("keys for a list"));
  EXPECT_THAT(Pickle("}(K\1u").error(), HasSubstr("a key without a value"));
}

TEST(Pickle, EndsWithTheFile) {
  EXPECT_EQ(error_of([] { read_pickle(raw("\x80\x02X\xFF\0\0\0abc"), "a.pth"); }),
            "a.pth: byte 7: 255 bytes expected, 3 left");
  EXPECT_EQ(error_of([] { read_pickle("\x80\x02N", "a.pth"); }),
            "a.pth: byte 3: 1 bytes expected, 0 left");
  EXPECT_EQ(error_of([] { read_pickle("\x80\x07N.", "a.pth"); }),
            "a.pth: byte 1: pickle: protocol 7, at most 5 is known");
}

TEST(Pickle, HasALimitOfValues) {
  EXPECT_THAT(Pickle(std::string(5'000'000, 'N')).error(), HasSubstr("more than 4,000,000 values"));
  EXPECT_THAT(Pickle(std::string(5'000'000, '(')).error(), HasSubstr("more than 4,000,000 values"));
}

// A list named again costs two bytes; copying it each time would cost all memory.
TEST(Pickle, LimitsWhatIsCopied) {
  std::string operations = "](";
  for (int i = 0; i < 20'000; ++i) operations += "NN\x86";
  operations += "e\x85q\1ccollections\nOrderedDict\nq\3";
  for (int i = 0; i < 100; ++i) operations += "h\3h\1R";
  EXPECT_THAT(Pickle(operations).error(), HasSubstr("OrderedDict: too many pairs"));
  EXPECT_THAT(Pickle("ctorch\ndevice\n(" + std::string(100, 'N') + "tR").error(),
              HasSubstr("too many arguments"));
}

}  // namespace
}  // namespace ofa
