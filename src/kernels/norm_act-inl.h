// Activations and their derivatives, on vectors. Included once for each target.
#if defined(OFA_KERNELS_NORM_ACT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OFA_KERNELS_NORM_ACT_INL_H_
#undef OFA_KERNELS_NORM_ACT_INL_H_
#else
#define OFA_KERNELS_NORM_ACT_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include "graph/graph.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Each has value(d, x), and gradient(d, x, g), which is g times the derivative at x. At kinks they
// are LibTorch's. What is not a number stays that.

struct Identity {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V value(D, V x) {
    return x;
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V gradient(D, V, V g) {
    return g;
  }
};

struct Relu {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V value(D d, V x) {
    return hn::IfThenZeroElse(hn::Lt(x, hn::Zero(d)), x);
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V gradient(D d, V x, V g) {
    return hn::IfThenZeroElse(hn::Le(x, hn::Zero(d)), g);
  }
};

struct Relu6 {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V value(D d, V x) {
    const V six = hn::Set(d, 6);
    return hn::IfThenElse(hn::Gt(x, six), six, Relu::value(d, x));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V gradient(D d, V x, V g) {
    return hn::IfThenZeroElse(hn::Ge(x, hn::Set(d, 6)), Relu::gradient(d, x, g));
  }
};

struct HSigmoid {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V value(D d, V x) {
    return hn::Mul(Relu6::value(d, hn::Add(x, hn::Set(d, 3))), sixth(d));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V gradient(D d, V x, V g) {
    const auto inside = hn::Lt(hn::Abs(x), hn::Set(d, 3));
    return hn::IfThenElseZero(inside, hn::Mul(g, sixth(d)));
  }
  template <class D>
  static HWY_INLINE auto sixth(D d) {
    return hn::Set(d, hn::TFromD<D>{1} / 6);
  }
};

struct HSwish {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V value(D d, V x) {
    return hn::Mul(x, HSigmoid::value(d, x));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V gradient(D d, V x, V g) {
    const V three = hn::Set(d, 3);
    const V slope = hn::MulAdd(x, hn::Set(d, hn::TFromD<D>{1} / 3), hn::Set(d, 0.5));
    const V inside = hn::IfThenElse(hn::Gt(x, three), g, hn::Mul(g, slope));
    return hn::IfThenZeroElse(hn::Lt(x, hn::Neg(three)), inside);
  }
};

struct Sigmoid {
  // By e^-|x|, which neither overflows nor cancels.
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V value(D d, V x) {
    const V one = hn::Set(d, 1);
    const V power = hn::Exp(d, hn::Neg(hn::Abs(x)));
    const V above = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), power, one);
    return hn::IfThenElse(hn::IsNaN(x), x, hn::Div(above, hn::Add(one, power)));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V gradient(D d, V x, V g) {
    const V s = value(d, x);
    return hn::Mul(g, hn::NegMulAdd(s, s, s));
  }
};

struct Swish {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V value(D d, V x) {
    return hn::Mul(x, Sigmoid::value(d, x));
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V gradient(D d, V x, V g) {
    const V s = Sigmoid::value(d, x);
    return hn::Mul(g, hn::MulAdd(x, hn::NegMulAdd(s, s, s), s));
  }
};

// Calls run with the activation's struct.
template <class Run>
HWY_INLINE void with_activation(Act act, const Run& run) {
  switch (act) {
    case Act::kNone:
      return run(Identity());
    case Act::kRelu:
      return run(Relu());
    case Act::kRelu6:
      return run(Relu6());
    case Act::kHSwish:
      return run(HSwish());
    case Act::kSwish:
      return run(Swish());
    case Act::kSigmoid:
      return run(Sigmoid());
    case Act::kHSigmoid:
      return run(HSigmoid());
  }
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
