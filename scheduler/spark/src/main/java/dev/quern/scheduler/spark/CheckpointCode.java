package dev.quern.scheduler.spark;

import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.graph.Token;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.spark.checkpoint.Checkpoint;
import dev.quern.scheduler.spark.checkpoint.ReadCheckpoint;
import dev.quern.scheduler.spark.rdd.Bundle;
import dev.quern.scheduler.spark.worker.UnitCode;
import dev.quern.scheduler.spark.worker.UnitReads;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What executors do to write the results of a layer to a checkpoint, and to read them there. */
final class CheckpointCode {
  private static final Token READ = new Token("checkpoint", 0, 0);
  private static final Origin ORIGIN = Origin.of("checkpoint");

  private CheckpointCode() {}

  /** Bundles of units that pass on the results of the one layer that they read. */
  static List<Bundle> passingOn(int results, int bundleSize) {
    List<Bundle> bundles = new ArrayList<>();
    for (int first = 0; first < results; first += bundleSize) {
      List<TaskCodec.@Nullable Encoded> codes = new ArrayList<>();
      List<UnitReads> reads = new ArrayList<>();
      List<Integer> sections = new ArrayList<>();
      for (int i = first; i < Math.min(results, first + bundleSize); i++) {
        codes.add(null);
        reads.add(
            new UnitReads(
                new int[] {0},
                new int[] {i},
                new int[] {ReadsSections.WHOLE},
                new boolean[] {false}));
        sections.add(0);
      }
      bundles.add(new Bundle(bundles.size(), first, 1, codes, reads, sections));
    }
    return bundles;
  }

  /**
   * Bundles that make the results of a checkpoint again.
   *
   * @param bundleUnits how many units a bundle has
   * @param width how many results a unit has
   */
  static List<Bundle> bundles(Checkpoint from, int results, int bundleUnits, int width) {
    List<Bundle> bundles = new ArrayList<>();
    for (int first = 0; first < results; first += bundleUnits * width) {
      List<TaskCodec.Encoded> codes = new ArrayList<>();
      List<UnitReads> reads = new ArrayList<>();
      List<Integer> sections = new ArrayList<>();
      for (int unit = first; unit < Math.min(results, first + bundleUnits * width); unit += width) {
        codes.add(TaskCodec.encode(code(from, unit, width)));
        reads.add(new UnitReads(new int[0], new int[0], new int[0], new boolean[0]));
        sections.add(0);
      }
      bundles.add(new Bundle(bundles.size(), first / width, width, codes, reads, sections));
    }
    return bundles;
  }

  private static UnitCode code(Checkpoint from, int first, int results) {
    List<UnitCode.Step> steps = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < results; i++) {
      steps.add(
          new UnitCode.Step(READ.at(i), new ReadCheckpoint(from, first + i), ORIGIN, new int[0]));
      ends.add(UnitCode.step(i));
    }
    return new UnitCode(steps, ends);
  }
}
