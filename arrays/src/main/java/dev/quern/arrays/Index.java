package dev.quern.arrays;

import dev.quern.arrays.grid.AxisSlice;
import dev.quern.arrays.grid.Shape;
import dev.quern.engine.PlanException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is taken of an axis, as in NumPy's brackets: {@code NDArray.slice("7, :, ::2")} and {@code
 * NDArray.slice(at(7), all(), range(0, 10, 2))} are made of these.
 */
public sealed interface Index {

  /** All positions. */
  record All() implements Index {}

  /** One position, counted from the end when negative; the axis vanishes. */
  record At(long position) implements Index {}

  /**
   * Every {@code step}-th position from {@code start} up to before {@code stop}, or down to behind
   * it with a negative step. Negative bounds count from the end, and bounds beyond an end mean it.
   */
  record Range(OptionalLong start, OptionalLong stop, long step) implements Index {
    /** Checks the step. */
    public Range {
      if (step == 0) {
        throw new PlanException("a range with step 0");
      }
    }
  }

  /** All axes that nothing else speaks of. */
  record Ellipsis() implements Index {}

  /** A new axis of length 1. */
  record NewAxis() implements Index {}

  /**
   * The indexes in {@code text}, separated by commas: {@code 3}, {@code -1}, {@code :}, {@code
   * 2:10}, {@code ::-1}, {@code ...}, {@code newaxis}.
   */
  static List<Index> parse(String text) {
    List<Index> indexes = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      indexes.add(parseOne(part.strip(), text));
    }
    return indexes;
  }

  private static Index parseOne(String part, String text) {
    return switch (part) {
      case ":" -> new All();
      case "..." -> new Ellipsis();
      case "newaxis", "None" -> new NewAxis();
      default -> {
        String[] bounds = part.split(":", -1);
        try {
          yield switch (bounds.length) {
            case 1 -> new At(Long.parseLong(bounds[0].strip()));
            case 2 -> new Range(bound(bounds[0]), bound(bounds[1]), 1);
            case 3 -> new Range(bound(bounds[0]), bound(bounds[1]), bound(bounds[2]).orElse(1));
            default -> throw new NumberFormatException(part);
          };
        } catch (NumberFormatException e) {
          throw new PlanException(
              "'%s' in \"%s\" is no index: write 3, -1, :, 2:10, ::2, ... or newaxis"
                  .formatted(part, text));
        }
      }
    };
  }

  private static OptionalLong bound(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(stripped));
  }

  /**
   * Indexes applied to a shape.
   *
   * @param slices what is taken of each axis
   * @param newAxes where new axes stand in the result, ascending
   */
  record Resolved(List<AxisSlice> slices, List<Integer> newAxes) {}

  /** What {@code indexes} take of an array of {@code shape}; axes not spoken of are taken whole. */
  static Resolved resolve(List<? extends Index> indexes, Shape shape) {
    long spoken =
        indexes.stream().filter(i -> !(i instanceof NewAxis) && !(i instanceof Ellipsis)).count();
    long ellipses = indexes.stream().filter(Ellipsis.class::isInstance).count();
    if (spoken > shape.rank() || ellipses > 1) {
      throw new PlanException(
          ellipses > 1
              ? "more than one ellipsis in " + indexes
              : "%d indexes for the %d axes of shape %s".formatted(spoken, shape.rank(), shape));
    }
    List<AxisSlice> slices = new ArrayList<>();
    List<Integer> newAxes = new ArrayList<>();
    int results = 0;
    List<Index> all = new ArrayList<>(indexes);
    if (ellipses == 0) {
      all.add(new Ellipsis());
    }
    for (Index index : all) {
      int axis = slices.size();
      switch (index) {
        case NewAxis _ -> newAxes.add(results++);
        case Ellipsis _ -> {
          for (long i = shape.rank() - spoken; i > 0; i--) {
            slices.add(AxisSlice.all(shape.length(slices.size())));
            results++;
          }
        }
        case All _ -> {
          slices.add(AxisSlice.all(shape.length(axis)));
          results++;
        }
        case At at -> slices.add(one(at.position, axis, shape));
        case Range range -> {
          slices.add(some(range, shape.length(axis)));
          results++;
        }
      }
    }
    return new Resolved(slices, newAxes);
  }

  private static AxisSlice one(long position, int axis, Shape shape) {
    return new AxisSlice(position(position, axis, shape), 1, 1, true);
  }

  /** The position that {@code position} means on an axis, counted from the end when negative. */
  static long position(long position, int axis, Shape shape) {
    long length = shape.length(axis);
    long found = position < 0 ? position + length : position;
    if (found < 0 || found >= length) {
      throw new PlanException(
          "index %d is outside of axis %d of shape %s".formatted(position, axis, shape));
    }
    return found;
  }

  private static AxisSlice some(Range range, long length) {
    long step = range.step;
    long start = range.start.isPresent() ? clip(range.start.getAsLong(), length, step) : -1;
    long stop = range.stop.isPresent() ? clip(range.stop.getAsLong(), length, step) : -1;
    if (range.start.isEmpty()) {
      start = step > 0 ? 0 : length - 1;
    }
    if (range.stop.isEmpty()) {
      stop = step > 0 ? length : -1;
    }
    long count =
        step > 0
            ? Math.ceilDiv(Math.max(0, stop - start), step)
            : Math.ceilDiv(Math.max(0, start - stop), -step);
    return new AxisSlice(count == 0 ? 0 : start, count <= 1 ? 1 : step, count, false);
  }

  /* Backwards, the bounds run from -1, before the first, to the last position. */
  private static long clip(long bound, long length, long step) {
    long least = step > 0 ? 0 : -1;
    long most = step > 0 ? length : length - 1;
    return Math.clamp(bound < 0 ? bound + length : bound, least, Math.max(least, most));
  }
}
