// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Any bytes as a file of pins, and as the kernel's table of sockets. Pins that
// are read are written so that they read back as the same.
#include <cstdlib>

#include "engine/behaviour.h"
#include "engine/pins.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data,
                                      std::size_t size) {
  namespace engine = bulkhead::engine;
  namespace base = bulkhead::base;
  std::string text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(engine::ListeningPorts(text, false));
  static_cast<void>(engine::ListeningPorts(text, true));
  base::Result<bulkhead::model::Pins> pins = engine::ParsePins(
      std::make_shared<base::Source>("pins.yaml", std::move(text)), {});
  if (!pins.ok()) return 0;
  base::Result<bulkhead::model::Pins> again =
      engine::ParsePins(std::make_shared<base::Source>(
                            "pins.yaml", engine::WritePins(pins.value())),
                        {});
  if (!again.ok() ||
      engine::WritePins(again.value()) != engine::WritePins(pins.value())) {
    std::abort();
  }
  return 0;
}
