package dev.quern.bench.harness;

import java.util.List;

/** Work that is timed together, under one name and with one result. */
public interface Suite {

  /** What {@code bench/run} calls it. */
  String name();

  /** How it is timed, for the head of the table. */
  String method(Options options);

  /** Times it all. What has to be open meanwhile is given to {@link Setting#own}. */
  List<CaseResult> run(Setting setting) throws Exception;

  /** What is to be said of the results beside the ratios. */
  default List<Claim> claims(List<CaseResult> results) {
    return List.of();
  }
}
