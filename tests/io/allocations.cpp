#include "allocations.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace ofa {
namespace {

std::atomic<size_t> allocated = 0;
std::atomic<size_t> peak = 0;

void* counted(void* block) {
  if (!block) throw std::bad_alloc();
  const size_t now = allocated += ::malloc_usable_size(block);
  if (now > peak) peak = now;  // the tests that ask have one thread
  return block;
}

void release(void* block) {
  allocated -= ::malloc_usable_size(block);
  std::free(block);
}

}  // namespace

size_t allocated_bytes() {
  return allocated;
}
size_t peak_allocated_bytes() {
  return peak;
}
void reset_peak() {
  peak = allocated.load();
}

}  // namespace ofa

// The whole binary's: every byte that a parser asks for is counted.
void* operator new(size_t size) {
  return ofa::counted(std::malloc(size));
}
void* operator new[](size_t size) {
  return ofa::counted(std::malloc(size));
}
void* operator new(size_t size, std::align_val_t alignment) {
  const auto unit = static_cast<size_t>(alignment);
  return ofa::counted(std::aligned_alloc(unit, (size + unit - 1) / unit * unit));
}
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  try {
    return operator new(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void operator delete(void* block) noexcept {
  ofa::release(block);
}
void operator delete[](void* block) noexcept {
  ofa::release(block);
}
void operator delete(void* block, size_t) noexcept {
  ofa::release(block);
}
void operator delete[](void* block, size_t) noexcept {
  ofa::release(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
  ofa::release(block);
}
void operator delete(void* block, const std::nothrow_t&) noexcept {
  ofa::release(block);
}
void operator delete(void* block, size_t, std::align_val_t) noexcept {
  ofa::release(block);
}
