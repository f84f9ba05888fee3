package dev.quern.bench.harness;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a suite was asked for on the command line.
 *
 * @param rounds warm runs of each contender that count
 * @param threads threads each contender may use
 * @param warmup least seconds that each contender runs before rounds count, see {@link WarmUp}
 * @param tiny whether to run on toy sizes, for a look at whether all works
 * @param only the cases to run have this in their name
 * @param scaleFactor how many times the standard size, for data that is defined for several
 * @param memory what Quern may use of native memory, as {@code 2g}; empty for its default
 * @param home the folder of the benchmarks: data and results live below it
 */
public record Options(
    int rounds,
    int threads,
    double warmup,
    boolean tiny,
    String only,
    double scaleFactor,
    String memory,
    Path home) {

  /** What {@code --help} prints. */
  public static final String HELP =
      """
      --rounds N      warm runs that count, of which the median is taken (5)
      --threads N     threads for each engine (2)
      --warmup S      least seconds each engine runs before rounds count: until it gets no faster, ten times S at most (1)
      --scale tiny    small data, to see whether all works; its times say nothing
      --only TEXT     only cases with this text in their name
      --sf N          scale factor of TPC-H (1)
      --budget SIZE   native memory that Quern may use, such as 500m (most of the machine's)
      QUERN_DATA      another folder for generated data than bench/data
      QUERN_FLIGHTS   a folder with flights-3m.parquet and airports.csv, instead of examples/data
      QUERN_PYTHON    a Python that has NumPy, Numba, Polars and Dask, for those peers
      """;

  /** The defaults, with the folder that {@code bench/run} names. */
  public static Options defaults() {
    return new Options(
        5, 2, 1, false, "", 1, "", Path.of(System.getProperty("quern.bench", "bench")));
  }

  /**
   * Reads {@code --name value} pairs.
   *
   * @throws UsageException when there is an argument that is not known or not a number
   */
  public static Options parse(String... arguments) {
    Options options = defaults();
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new UsageException(arguments[i] + " needs a value, or is not known");
      }
      options = options.with(arguments[i], arguments[i + 1]);
    }
    return options;
  }

  /** The folder of generated data. */
  public Path data() {
    return environment("QUERN_DATA").map(Path::of).orElse(home.resolve("data"));
  }

  /** The folder of the real flights. */
  public Path flights() {
    return environment("QUERN_FLIGHTS")
        .map(Path::of)
        .orElse(home.resolveSibling("examples").resolve("data"));
  }

  /** An environment variable that is set and not empty. */
  public static Optional<String> environment(String name) {
    Map<String, String> all = System.getenv();
    return Optional.ofNullable(all.get(name)).filter(value -> !value.isBlank());
  }

  /** The same with another warm-up. */
  Options withWarmup(double seconds) {
    return new Options(rounds, threads, seconds, tiny, only, scaleFactor, memory, home);
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--rounds" -> copy(whole(name, value), threads, warmup, tiny, only);
      case "--threads" -> copy(rounds, whole(name, value), warmup, tiny, only);
      case "--warmup" -> copy(rounds, threads, number(name, value), tiny, only);
      case "--only" -> copy(rounds, threads, warmup, tiny, value);
      case "--sf" ->
          new Options(rounds, threads, warmup, tiny, only, positive(name, value), memory, home);
      case "--budget" -> new Options(rounds, threads, warmup, tiny, only, scaleFactor, value, home);
      case "--scale" ->
          switch (value) {
            case "tiny" -> copy(rounds, threads, warmup, true, only);
            case "full" -> copy(rounds, threads, warmup, false, only);
            default -> throw new UsageException("--scale is tiny or full, not " + value);
          };
      default -> throw new UsageException("there is no option " + name);
    };
  }

  private Options copy(int rounds, int threads, double warmup, boolean tiny, String only) {
    return new Options(rounds, threads, warmup, tiny, only, scaleFactor, memory, home);
  }

  private static double positive(String name, String value) {
    double number = number(name, value);
    if (!(number > 0)) {
      throw new UsageException("%s needs a number above 0, not %s".formatted(name, value));
    }
    return number;
  }

  private static int whole(String name, String value) {
    double number = number(name, value);
    if (number < 1 || number != Math.rint(number)) {
      throw new UsageException("%s needs a number from 1 on, not %s".formatted(name, value));
    }
    return (int) number;
  }

  private static double number(String name, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new UsageException("%s needs a number, not %s".formatted(name, value), e);
    }
  }
}
