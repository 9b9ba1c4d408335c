#pragma once

#include <cstdint>

namespace ofa {

// The operations that checkpoints use, under names of ours (Python's pickletools: in comments).
enum class PickleOp : uint8_t {
  kNone = 'N',
  kTrue = 0x88,     // NEWTRUE
  kFalse = 0x89,    // NEWFALSE
  kInt8 = 'K',      // BININT1
  kInt16 = 'M',     // BININT2
  kInt32 = 'J',     // BININT
  kLong = 0x8A,     // LONG1
  kFloat = 'G',     // BINFLOAT
  kText8 = 0x8C,    // SHORT_BINUNICODE
  kText32 = 'X',    // BINUNICODE
  kText64 = 0x8D,   // BINUNICODE8
  kString8 = 'U',   // SHORT_BINSTRING: Python 2's str
  kString32 = 'T',  // BINSTRING
  kBytes8 = 'C',    // SHORT_BINBYTES
  kBytes32 = 'B',   // BINBYTES
  kMark = '(',
  kEmptyTuple = ')',
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kTuple = 't',
  kEmptyList = ']',
  kAppend = 'a',
  kAppends = 'e',
  kEmptyDict = '}',
  kSetItem = 's',
  kSetItems = 'u',
  kPut8 = 'q',   // BINPUT
  kPut32 = 'r',  // LONG_BINPUT
  kMemoize = 0x94,
  kGet8 = 'h',   // BINGET
  kGet32 = 'j',  // LONG_BINGET
  kProtocol = 0x80,
  kFrame = 0x95,
  kGlobal = 'c',
  kStackGlobal = 0x93,
  kReduce = 'R',
  kBuild = 'b',
  kStorageId = 'Q',  // BINPERSID
  kStop = '.',
};

}  // namespace ofa
