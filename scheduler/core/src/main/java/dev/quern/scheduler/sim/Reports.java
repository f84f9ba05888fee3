package dev.quern.scheduler.sim;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a simulation that cannot go on says: who waits, for what, and where in the code. */
final class Reports {
  private static final int FRAMES = 8;

  private Reports() {}

  static String deadlock(long now, List<Player> suspended) {
    return "everybody waits, at %,.1f us of virtual time:%n%s"
        .formatted(now / 1000.0, players(suspended));
  }

  static String endless(long moves, List<Player> suspended) {
    return "no end after %,d moves; suspended are:%n%s".formatted(moves, players(suspended));
  }

  static String stalled(@Nullable Player holder) {
    return "a strand waits for something that is not simulated, or does not end:%n%s"
        .formatted(holder == null ? "nobody" : holder.name() + stack(holder));
  }

  private static String players(List<Player> suspended) {
    IdentityHashMap<CountDownLatch, Integer> latches = new IdentityHashMap<>();
    return suspended.stream()
        .map(player -> "  " + player.name() + waitsFor(player, latches) + stack(player))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String waitsFor(Player player, IdentityHashMap<CountDownLatch, Integer> latches) {
    String until =
        player.until == Player.NEVER ? "" : ", until %,.1f us".formatted(player.until / 1000.0);
    CountDownLatch latch = player.latch;
    return latch == null
        ? " was about to go on" + until
        : " waits for latch %d, whose count is %d%s"
            .formatted(
                latches.computeIfAbsent(latch, _ -> latches.size() + 1), latch.getCount(), until);
  }

  /* Without the frames of the simulation itself and of the JDK's parking. */
  private static String stack(Player player) {
    return Arrays.stream(player.thread().getStackTrace())
        .dropWhile(Reports::isMachinery)
        .limit(FRAMES)
        .map(frame -> System.lineSeparator() + "      at " + frame)
        .collect(Collectors.joining());
  }

  private static boolean isMachinery(StackTraceElement frame) {
    return frame.getClassName().startsWith("java.")
        || frame.getClassName().startsWith("jdk.")
        || frame.getClassName().startsWith(Reports.class.getPackageName() + ".");
  }
}
