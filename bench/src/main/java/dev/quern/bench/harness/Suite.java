package dev.quern.bench.harness;

import java.util.List;

/** Cases that are run together, under one name and with one result. */
public interface Suite {

  /** What {@code bench/run} calls it. */
  String name();

  /** The cases; what they need open is given to {@link Setting#own}. */
  List<Case> cases(Setting setting) throws Exception;

  /** What is to be said of the results beside the ratios. */
  default List<Claim> claims(List<CaseResult> results) {
    return List.of();
  }
}
