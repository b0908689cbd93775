// better-sqlite3 keeps references to strings, which Node-API allows only from version 10. This stands in for them
// on version 9: the string lies in element 0 of an array, and the reference is to the array. Included before the
// first line of the package's own source (-include), so that the source need not be changed.
#pragma once
#include <napi.h>

namespace Napi {

template <>
class Reference<String> {
 public:
  Reference() = default;

  explicit Reference(String value) {
    Array holder = Array::New(value.Env(), 1);
    holder.Set(static_cast<uint32_t>(0), value);
    holder_ = Persistent(static_cast<Object>(holder));
  }

  String Value() const { return holder_.Value().Get(static_cast<uint32_t>(0)).As<String>(); }

 private:
  ObjectReference holder_;
};

inline Reference<String> Persistent(String value) { return Reference<String>(value); }

}  // namespace Napi
