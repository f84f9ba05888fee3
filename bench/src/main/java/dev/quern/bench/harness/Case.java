package dev.quern.bench.harness;

import java.util.List;

/**
 * One row of a suite: work that Quern and its peers each do.
 *
 * @param name what tables call it
 * @param amount how much work it is, in {@code unit}s, for the rate
 * @param unit what the amount counts, such as {@code rows}, or empty for no rate
 * @param counted whether its ratio goes into the suite's; others are there to be looked at
 * @param quern our side
 * @param peers the others
 */
public record Case(
    String name,
    double amount,
    String unit,
    boolean counted,
    Contender quern,
    List<Contender> peers) {

  /** Copies the peers. */
  public Case {
    peers = List.copyOf(peers);
  }

  /** A case that counts. */
  public static Case of(
      String name, double amount, String unit, Contender quern, Contender... peers) {
    return new Case(name, amount, unit, true, quern, List.of(peers));
  }

  /** The same case, to be looked at only. */
  public Case uncounted() {
    return new Case(name, amount, unit, false, quern, peers);
  }
}
