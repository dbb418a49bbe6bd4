// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/base_pins.h"

#include "base/text.h"
#include "check/dockerfile/structure.h"
#include "check/pins.h"

namespace bulkhead::check {

void OfferBasePin(const DockerfileContext& context, const config::Stage& stage,
                  model::Finding& finding) {
  const model::Pins* pins = context.options.pins;
  if (pins == nullptr || !stage.base.known()) return;
  std::optional<PinnedImage> pinned =
      PinImage(pins, stage.image, stage.base.text, false);
  if (!pinned) {
    SayNoPin(pins, stage.image, finding);
    return;
  }
  model::Range word = stage.from->from()->image.range;
  if (context.file.Text(word) != stage.base.text) return;
  SetFix(finding, pinned->safe, base::Format("Pin it to {}", pinned->text),
         {Replace(context, word, pinned->text)});
}

}  // namespace bulkhead::check
