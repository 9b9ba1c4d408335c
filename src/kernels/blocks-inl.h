// Blocks of channels in two vectors. Included once for each target.
#if defined(OFA_KERNELS_BLOCKS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OFA_KERNELS_BLOCKS_INL_H_
#undef OFA_KERNELS_BLOCKS_INL_H_
#else
#define OFA_KERNELS_BLOCKS_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>

#include "kernels/elements.h"
#include "kernels/unrolled-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// A block is two vectors. Those of a block of floats or doubles follow each other; those of a block
// of bfloat16 are its even channels and its odd ones, as floats: to widen and to narrow them takes
// no shuffles.
template <class D>
struct Pair {
  hn::Vec<D> a, b;
};

template <class D>
HWY_INLINE Pair<D> zero_pair() {
  return {hn::Zero(D()), hn::Zero(D())};
}

template <class D>
HWY_INLINE void add_product(const Pair<D>& x, const Pair<D>& y, Pair<D>& sum) {
  sum.a = hn::MulAdd(x.a, y.a, sum.a);
  sum.b = hn::MulAdd(x.b, y.b, sum.b);
}

template <class D>
HWY_INLINE Pair<D> operator+(const Pair<D>& x, const Pair<D>& y) {
  return {hn::Add(x.a, y.a), hn::Add(x.b, y.b)};
}

template <class D>
HWY_INLINE Pair<D> operator-(const Pair<D>& x, const Pair<D>& y) {
  return {hn::Sub(x.a, y.a), hn::Sub(x.b, y.b)};
}

template <class D>
HWY_INLINE Pair<D> operator*(const Pair<D>& x, const Pair<D>& y) {
  return {hn::Mul(x.a, y.a), hn::Mul(x.b, y.b)};
}

template <class D>
HWY_INLINE Pair<D> multiply_add(const Pair<D>& x, const Pair<D>& y, const Pair<D>& more) {
  return {hn::MulAdd(x.a, y.a, more.a), hn::MulAdd(x.b, y.b, more.b)};
}

template <class D>
HWY_INLINE Pair<D> load_pair(const hn::TFromD<D>* from) {
  return {hn::LoadU(D(), from), hn::LoadU(D(), from + hn::MaxLanes(D()))};
}

template <class D>
HWY_INLINE void store_pair(const Pair<D>& x, hn::TFromD<D>* to) {
  hn::StoreU(x.a, D(), to);
  hn::StoreU(x.b, D(), to + hn::MaxLanes(D()));
}

// The nearest bfloat16, of two the even one, in the upper halves; the lower halves are not zero.
template <class D>
HWY_INLINE auto round_up_halves(D d, hn::Vec<D> x) {
  const hn::RebindToUnsigned<D> bits_tag;
  const auto bits = hn::BitCast(bits_tag, x);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(bits_tag, 1));
  const auto rounded = hn::Add(bits, hn::Add(odd, hn::Set(bits_tag, 0x7FFF)));
  const auto nan = hn::BitCast(d, hn::Set(bits_tag, 0x7FC00000));
  return hn::BitCast(bits_tag, hn::IfThenElse(hn::IsNaN(x), nan, hn::BitCast(d, rounded)));
}

// Loads and stores channels of T, and what is known of channels as the numbers of Tag.
template <class Tag, typename T>
struct Block {
  using D = Tag;
  using Element = T;
  static constexpr int kChannels = 2 * hn::MaxLanes(D());
  static constexpr bool kPartial = false;

  HWY_INLINE Pair<D> load(const T* from) const { return load_pair<D>(from); }
  HWY_INLINE void store(const Pair<D>& x, T* to) const { store_pair(x, to); }
  HWY_INLINE Pair<D> load_reals(const T* from) const { return load_pair<D>(from); }
  HWY_INLINE void store_reals(const Pair<D>& x, T* to) const { store_pair(x, to); }
  HWY_INLINE Pair<D> only_channels(const Pair<D>& x) const { return x; }
};

template <class Tag>
struct Block<Tag, Bfloat16Bits> {
  using D = Tag;
  using Element = Bfloat16Bits;
  using Bits = hn::RebindToUnsigned<D>;  // of two neighbours
  static constexpr int kChannels = 2 * hn::MaxLanes(D());
  static constexpr bool kPartial = false;

  HWY_INLINE Pair<D> load(const Bfloat16Bits* from) const {
    const auto both = load_bits(from);
    return {hn::BitCast(D(), hn::ShiftLeft<16>(both)),
            hn::BitCast(D(), hn::And(both, hn::Set(Bits(), 0xFFFF0000)))};
  }
  HWY_INLINE void store(const Pair<D>& x, Bfloat16Bits* to) const {
    const auto even = hn::ShiftRight<16>(round_up_halves(D(), x.a));
    const auto odd = hn::And(round_up_halves(D(), x.b), hn::Set(Bits(), 0xFFFF0000));
    store_bits(hn::Or(even, odd), to);
  }

  HWY_INLINE Pair<D> only_channels(const Pair<D>& x) const { return x; }

#if HWY_TARGET == HWY_SCALAR  // knows no vectors of two
  static hn::Vec<Bits> load_bits(const Bfloat16Bits* from) {
    return hn::Set(Bits(), from[0] | uint32_t{from[1]} << 16);
  }
  static void store_bits(hn::Vec<Bits> bits, Bfloat16Bits* to) {
    to[0] = static_cast<Bfloat16Bits>(hn::GetLane(bits));
    to[1] = static_cast<Bfloat16Bits>(hn::GetLane(bits) >> 16);
  }
  Pair<D> load_reals(const float* from) const {
    return load_pair<D>(from);
  }
  void store_reals(const Pair<D>& x, float* to) const {
    store_pair(x, to);
  }
#else
  static HWY_INLINE hn::Vec<Bits> load_bits(const Bfloat16Bits* from) {
    return hn::BitCast(Bits(), hn::LoadU(hn::Repartition<Bfloat16Bits, D>(), from));
  }
  static HWY_INLINE void store_bits(hn::Vec<Bits> bits, Bfloat16Bits* to) {
    const hn::Repartition<Bfloat16Bits, D> halves;
    hn::StoreU(hn::BitCast(halves, bits), halves, to);
  }
  HWY_INLINE Pair<D> load_reals(const float* from) const {
    Pair<D> x;
    hn::LoadInterleaved2(D(), from, x.a, x.b);
    return x;
  }
  HWY_INLINE void store_reals(const Pair<D>& x, float* to) const {
    hn::StoreInterleaved2(x.a, x.b, D(), to);
  }
#endif
};

// Fewer channels than a block has. Rare, so nothing is done for its speed.
template <class Whole>
struct PartialBlock {
  using D = typename Whole::D;
  using Element = typename Whole::Element;
  using Real = hn::TFromD<D>;
  static constexpr int kChannels = Whole::kChannels;
  static constexpr bool kPartial = true;
  int64_t channels;

  Pair<D> load(const Element* from) const {
    Element all[kChannels] = {};
    std::copy_n(from, channels, all);
    return Whole().load(all);
  }
  void store(const Pair<D>& x, Element* to) const {
    Element all[kChannels];
    Whole().store(x, all);
    std::copy_n(all, channels, to);
  }
  Pair<D> load_reals(const Real* from) const {
    Real all[kChannels] = {};
    std::copy_n(from, channels, all);
    return Whole().load_reals(all);
  }
  void store_reals(const Pair<D>& x, Real* to) const {
    Real all[kChannels];
    Whole().store_reals(x, all);
    std::copy_n(all, channels, to);
  }
  // Zero for the channels that there are not.
  Pair<D> only_channels(const Pair<D>& x) const {
    Real all[kChannels] = {};
    store_reals(x, all);
    return Whole().load_reals(all);
  }
};

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
