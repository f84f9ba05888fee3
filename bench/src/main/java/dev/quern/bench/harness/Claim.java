package dev.quern.bench.harness;

/**
 * Something a suite says about its results beside the ratios, such as a rate that was aimed for.
 *
 * @param text what was found, and what was aimed for
 * @param met whether it was reached
 */
public record Claim(String text, boolean met) {
  @Override
  public String toString() {
    return "%s  %s".formatted(met ? "met   " : "MISSED", text);
  }
}
