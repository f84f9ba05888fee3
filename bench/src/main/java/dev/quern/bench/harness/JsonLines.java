package dev.quern.bench.harness;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results as JSON, a line for each contender of each case: for scripts that follow them. */
public final class JsonLines {

  private JsonLines() {}

  /** The lines of a suite's results, run at {@code time}. */
  public static List<String> of(
      String suite, String time, Options options, List<CaseResult> results) {
    return results.stream()
        .flatMap(
            result ->
                result.timings().stream().map(timing -> line(suite, time, options, result, timing)))
        .toList();
  }

  private static String line(
      String suite, String time, Options options, CaseResult result, Timing timing) {
    return "{\"suite\":%s,\"time\":%s,\"threads\":%d,\"tiny\":%b,\"case\":%s,\"counted\":%b,\"engine\":%s,"
            .formatted(
                quoted(suite),
                quoted(time),
                options.threads(),
                options.tiny(),
                quoted(result.of().name()),
                result.of().counted(),
                quoted(timing.contender()))
        + "\"cold_ms\":%s,\"warm_ms\":%s,\"median_ms\":%s,\"amount\":%s,\"unit\":%s,\"extrapolated\":%b,\"remark\":%s,\"right\":%b}"
            .formatted(
                millis((double) timing.cold()),
                timing.warm().stream()
                    .map(nanos -> millis((double) nanos))
                    .collect(Collectors.joining(",", "[", "]")),
                timing.median().isPresent() ? millis(timing.median().getAsDouble()) : "null",
                Double.toString(result.of().amount()),
                quoted(result.of().unit()),
                timing.extrapolated(),
                quoted(timing.remark()),
                result.faults().isEmpty());
  }

  private static String millis(double nanos) {
    return String.format(Locale.ROOT, "%.4f", nanos / 1e6);
  }

  /** A JSON string. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
