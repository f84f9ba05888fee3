package dev.quern.bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The results of a suite as people read them. */
public final class Report {
  private static final List<String> HEADER =
      List.of("case", "engine", "cold ms", "warm ms", "min ms", "rate", "ours/theirs");

  private Report() {}

  /** The table: a line for each contender of each case. */
  public static String table(List<CaseResult> results) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADER);
    for (CaseResult result : results) {
      String name =
          result.of().counted() ? result.of().name() : result.of().name() + " (not counted)";
      lines.add(line(result, name, result.quern(), false));
      result.peers().forEach(peer -> lines.add(line(result, "", peer, true)));
    }
    return text(lines);
  }

  /** A case in one line, for those who wait. */
  static String line(CaseResult result) {
    StringBuilder text = new StringBuilder(result.of().name()).append(':');
    append(text, result.quern());
    result.peers().forEach(peer -> append(text, peer));
    result.ratio().ifPresent(ratio -> text.append(String.format(Locale.ROOT, " (%.2f)", ratio)));
    return text.append(result.faults().isEmpty() ? "" : " FAULT").toString();
  }

  private static void append(StringBuilder text, Timing timing) {
    text.append(text.charAt(text.length() - 1) == ':' ? " " : ", ").append(timing.contender());
    timing.median().ifPresent(nanos -> text.append(' ').append(millis(nanos)).append(" ms"));
  }

  /**
   * The last line: {@code SUITE geomean R worst NAME W} over the cases that count; {@code geomean -
   * worst - -} when there is none with a peer.
   */
  public static String summary(String suite, List<CaseResult> results) {
    List<CaseResult> counted =
        results.stream().filter(r -> r.of().counted() && r.ratio().isPresent()).toList();
    OptionalDouble mean =
        Statistics.geometricMean(
            counted.stream().mapToDouble(r -> r.ratio().getAsDouble()).toArray());
    String worst = "-";
    double most = 0;
    for (CaseResult result : counted) {
      double ratio = result.ratio().getAsDouble();
      if (ratio > most) {
        most = ratio;
        worst = result.of().name().replace(' ', '-');
      }
    }
    return mean.isEmpty()
        ? suite + " geomean - worst - -"
        : String.format(
            Locale.ROOT, "%s geomean %.3f worst %s %.3f", suite, mean.getAsDouble(), worst, most);
  }

  private static List<String> line(CaseResult result, String name, Timing timing, boolean peer) {
    if (timing.median().isEmpty()) {
      String cold = timing.cold() == 0 ? "" : millis((double) timing.cold());
      return List.of(name, timing.contender(), cold, timing.remark(), "", "", "");
    }
    double median = timing.median().getAsDouble();
    String ratio =
        !peer || result.quern().median().isEmpty()
            ? ""
            : String.format(Locale.ROOT, "%.3f", result.quern().median().getAsDouble() / median);
    return List.of(
        name,
        timing.contender() + (timing.extrapolated() ? " (from a part)" : ""),
        timing.cold() == 0 ? "" : millis((double) timing.cold()),
        millis(median),
        millis(timing.min().getAsDouble()),
        rate(result.of(), median),
        ratio);
  }

  private static String millis(double nanos) {
    return String.format(Locale.ROOT, nanos < 1e7 ? "%.3f" : "%.1f", nanos / 1e6);
  }

  private static String rate(Case work, double nanos) {
    if (work.unit().isEmpty()) {
      return "";
    }
    double perSecond = work.amount() / nanos * 1e9;
    if (perSecond >= 1e9) {
      return String.format(Locale.ROOT, "%.2f G%s/s", perSecond / 1e9, work.unit());
    }
    return perSecond >= 1e6
        ? String.format(Locale.ROOT, "%.2f M%s/s", perSecond / 1e6, work.unit())
        : String.format(Locale.ROOT, "%.0f %s/s", perSecond, work.unit());
  }

  /* Words to the left, numbers to the right; a long remark may run into the next columns. */
  private static String text(List<List<String>> lines) {
    int[] widths = new int[HEADER.size()];
    for (List<String> line : lines) {
      boolean remark = line.size() > 4 && line.get(4).isEmpty();
      for (int i = 0; i < (remark ? 3 : widths.length); i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder one = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        int pad = Math.max(0, widths[i] - line.get(i).length());
        one.append(i == 0 ? "" : "  ");
        one.append(i < 2 ? line.get(i) + " ".repeat(pad) : " ".repeat(pad) + line.get(i));
      }
      text.append(one.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
