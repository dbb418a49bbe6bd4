// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/outputs.h"

#include <fcntl.h>

#include "base/fd.h"
#include "base/fs.h"
#include "base/staged_file.h"
#include "base/text.h"
#include "cli/terminal.h"

namespace bulkhead::cli {
namespace {

base::Result<Output> ParseOutput(const std::string& text) {
  std::size_t equals = text.find('=');
  std::string format = text.substr(0, equals);
  Output output{
      .writer = report::FindWriter(format),
      .file = equals == std::string::npos ? "" : text.substr(equals + 1)};
  if (output.writer == nullptr) {
    std::vector<std::string_view> names;
    for (const report::Writer* writer : report::AllWriters()) {
      names.push_back(writer->name);
    }
    std::string_view near = base::DidYouMean(format, names);
    return base::Error{
        base::ErrorCode::kInvalid,
        base::Format(
            "--output {}: there is no format {}; expected {}{}",
            base::Printable(text), base::Printable(format),
            base::Join(names, ", "),
            near.empty() ? "" : base::Format("; did you mean {}?", near))};
  }
  if (equals != std::string::npos && output.file.empty()) {
    return base::Error{base::ErrorCode::kInvalid,
                       base::Format("--output {}: expected a file behind =",
                                    base::Printable(text))};
  }
  base::RealFileSystem files;
  std::string folder = base::DirName(output.file);
  if (!output.file.empty() &&
      files.Stat(folder).type != base::FileType::kFolder) {
    return base::Error{
        base::ErrorCode::kNotFound,
        base::Format("--output {}: the folder {} does not exist",
                     base::Printable(text), base::Printable(folder))};
  }
  return output;
}

// Gives the pieces of a report to `write` until one can't be written.
template <typename Write>
base::Status WritePieces(const Output& output, const model::Report& report,
                         const report::WriterOptions& options, Write write) {
  base::Status status = base::Ok{};
  output.writer->Write(report, options, [&](std::string_view piece) {
    if (status.ok()) status = write(piece);
  });
  return status;
}

// A link of a checked folder may lead to any file of the machine. Those of the
// system lead to what the process has open: /dev/stdout.
bool IsLinkToFile(const std::string& path) {
  base::RealFileSystem files;
  if (path.starts_with("/dev/") || path.starts_with("/proc/")) return false;
  return files.Stat(path, false).type == base::FileType::kSymlink &&
         files.Stat(path).type == base::FileType::kRegular;
}

// Pipes and devices cannot be replaced: they are written to.
base::Status WriteFile(const Output& output, const model::Report& report,
                       const report::WriterOptions& options) {
  const std::string& path = output.file;
  if (IsLinkToFile(path)) {
    return base::Error{
        base::ErrorCode::kUnsupported,
        base::Format("{} is a symbolic link, through which nothing is "
                     "written; name the file that it leads to",
                     base::Printable(path))};
  }
  base::FileInfo info = base::RealFileSystem().Stat(path, false);
  if (info.type != base::FileType::kMissing &&
      info.type != base::FileType::kRegular) {
    base::Fd fd(open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    if (!fd.valid()) return base::SystemError("cannot write", path);
    return WritePieces(output, report, options, [&](std::string_view piece) {
      return base::WriteAll(fd, path, piece);
    });
  }
  base::Result<base::StagedFile> file = base::StagedFile::Begin(path);
  if (!file.ok()) return std::move(file).error();
  base::Status status = WritePieces(
      output, report, options,
      [&](std::string_view piece) { return file.value().Append(piece); });
  if (status.ok()) status = file.value().Complete();
  return status.ok() ? file.value().Commit() : std::move(status);
}

}  // namespace

base::Result<std::vector<Output>> ParseOutputs(const Arguments& arguments) {
  std::vector<Output> outputs;
  for (const std::string& text : arguments.Values("--output")) {
    base::Result<Output> output = ParseOutput(text);
    if (!output.ok()) return std::move(output).error();
    for (const Output& other : outputs) {
      if (other.file != output.value().file) continue;
      return base::Error{
          base::ErrorCode::kInvalid,
          base::Format("two reports would go to {}; give each its own file",
                       other.file.empty() ? "standard output"
                                          : base::Printable(other.file))};
    }
    outputs.push_back(std::move(output).value());
  }
  if (outputs.empty()) outputs.push_back({report::FindWriter("table"), ""});
  return outputs;
}

base::Status WriteOutputs(const std::vector<Output>& outputs,
                          const model::Report& report,
                          report::WriterOptions options) {
  bool color = options.color;
  for (const Output& output : outputs) {
    options.color = color && output.file.empty();
    if (output.file.empty()) {
      output.writer->Write(report, options, &Print);
      continue;
    }
    base::Status written = WriteFile(output, report, options);
    if (!written.ok()) return written;
  }
  return base::Ok{};
}

report::WriterOptions OptionsOfWriters(const Arguments& arguments,
                                       model::Severity show_from) {
  std::optional<model::Severity> shown =
      model::ParseSeverity(arguments.Value("--show"));
  return {.width = OutputWidth(),
          .color = OutputColor(arguments.Value("--color", "auto")),
          .show_from = shown.value_or(show_from),
          .show_suppressed = arguments.Has("--show-ignored"),
          .root = base::CurrentFolder()};
}

}  // namespace bulkhead::cli
