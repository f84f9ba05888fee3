package dev.quern.scheduler.local;

import dev.quern.engine.PlanException;
import dev.quern.engine.graph.Annotations;
import dev.quern.engine.graph.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Limited resources: how much of each is free, and which tasks wait for some. Thread-safe.
 *
 * <p>Waiting costs no lane: a task that cannot have what it asks for is put aside as a number, and
 * whoever gives enough back starts it again. A task gets all it asks for at once, or nothing.
 */
final class Quota {
  /*
   * Order: by priority, then by turns, so that a graph of a thousand such tasks does not keep
   * another one waiting. A claim that does not fit reserves what it asks for: those behind it pass
   * only when they want none of that. So a task that takes all of something is not starved by many
   * that take a little.
   *
   * Deadlock: whoever waits here holds nothing. What a task submits from within may take only what
   * that task holds, out of a quota of its own, `lent`; it is given back when the task and all it
   * has submitted have ended. The lock is asked for by tasks that take resources, and by no others.
   */
  private static final ScopedValue<Holding> HOLDING = ScopedValue.newInstance();

  private final String[] names;
  private final int[] limits;
  private final int[] free;
  private final @Nullable Holding lender;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeSet<Claim> waiting = new TreeSet<>();
  private long turns = 1;

  /** All of {@code resources}, free. */
  Quota(SortedMap<String, Integer> resources) {
    this(resources, null);
  }

  private Quota(SortedMap<String, Integer> resources, @Nullable Holding lender) {
    this.names = resources.keySet().toArray(String[]::new);
    this.limits = resources.values().stream().mapToInt(Integer::intValue).toArray();
    this.free = limits.clone();
    this.lender = lender;
  }

  /** What tasks submitted by {@code computation}, or by a task of it, may take. */
  static Quota of(@Nullable LocalComputation computation, Quota otherwise) {
    if (computation == null) {
      return otherwise;
    }
    return HOLDING.isBound() && HOLDING.get().claim.run().computation().equals(computation)
        ? HOLDING.get().lent()
        : computation.quota();
  }

  /**
   * How much of each resource a task so annotated asks for.
   *
   * @throws PlanException when there is never that much: says what there is
   */
  int[] amounts(Annotations annotations, Origin origin) {
    int[] amounts = new int[names.length];
    int known = 0;
    for (int i = 0; i < names.length; i++) {
      amounts[i] = annotations.resources().getOrDefault(names[i], 0);
      known += amounts[i] > 0 ? 1 : 0;
      if (amounts[i] > limits[i]) {
        throw refused(annotations, origin);
      }
    }
    if (known < annotations.resources().size()) {
      throw refused(annotations, origin);
    }
    return amounts;
  }

  private PlanException refused(Annotations annotations, Origin origin) {
    return new PlanException(
        lender == null
            ? "'%s' asks for %s, but the resources of this session are %s; Session.local().resource(name, amount) sets them"
                .formatted(origin.label(), text(annotations.resources()), text(all()))
            : "'%s' asks for %s within a task that holds %s: have that task ask for it as well, since a task that holds something must not wait for more"
                .formatted(origin.label(), text(annotations.resources()), text(all())),
        origin.where());
  }

  private Map<String, Integer> all() {
    SortedMap<String, Integer> all = new TreeMap<>();
    for (int i = 0; i < names.length; i++) {
      all.put(names[i], limits[i]);
    }
    return all;
  }

  private static String text(Map<String, Integer> amounts) {
    return amounts.isEmpty()
        ? "none"
        : amounts.entrySet().stream()
            .map(amount -> amount.getValue() + " of '" + amount.getKey() + "'")
            .collect(Collectors.joining(", "));
  }

  /**
   * Takes for {@code task}, or for one of the same claim that has waited longer, what it asks for.
   *
   * @return the task that has got it; or {@link Claim#NOTHING}: then {@code task} waits
   */
  int enter(Claim claim, int task) {
    lock.lock();
    try {
      if (claim.run().computation().isStopped()) {
        return Claim.STOPPED;
      }
      if (claim.put(task)) {
        enqueue(claim);
      }
      List<Granted> granted = grant();
      return granted.isEmpty() ? Claim.NOTHING : granted.getFirst().task();
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what one task of {@code claim} had; returns who has got it instead. */
  List<Granted> leave(Claim claim) {
    lock.lock();
    try {
      add(claim, 1);
      return grant();
    } finally {
      lock.unlock();
    }
  }

  /** Has no task of these stopped claims wait any longer; returns who may run instead. */
  List<Granted> withdraw(Iterable<Claim> claims) {
    lock.lock();
    try {
      claims.forEach(waiting::remove);
      return grant();
    } finally {
      lock.unlock();
    }
  }

  /** Notes that a computation uses this, so that what is lent stays with the lender's task. */
  void retain() {
    if (lender != null) {
      lender.retain();
    }
  }

  /** Notes that a computation uses this no more. */
  void release() {
    if (lender != null) {
      lender.release();
    }
  }

  /** Does {@code action} as a task of {@code claim}, which holds what it asked for until then. */
  static void hold(Claim claim, Runnable action) {
    Holding holding = new Holding(claim);
    try {
      ScopedValue.where(HOLDING, holding).run(action);
    } finally {
      holding.release();
    }
  }

  private List<Granted> grant() {
    List<Granted> granted = new ArrayList<>();
    boolean[] reserved = new boolean[names.length];
    Claim claim = first();
    while (claim != null) {
      if (fits(claim, reserved)) {
        granted.add(new Granted(claim, take(claim)));
        Arrays.fill(reserved, false);
        claim = first();
      } else {
        reserve(claim, reserved);
        claim = waiting.higher(claim);
      }
    }
    return granted;
  }

  private @Nullable Claim first() {
    return waiting.isEmpty() ? null : waiting.first();
  }

  private int take(Claim claim) {
    add(claim, -1);
    waiting.remove(claim);
    int task = claim.take();
    if (!claim.isEmpty()) {
      enqueue(claim);
    }
    return task;
  }

  private void enqueue(Claim claim) {
    claim.queue(turns++);
    waiting.add(claim);
  }

  private boolean fits(Claim claim, boolean[] reserved) {
    for (int i = 0; i < free.length; i++) {
      if (claim.amount(i) > 0 && (reserved[i] || claim.amount(i) > free[i])) {
        return false;
      }
    }
    return true;
  }

  private static void reserve(Claim claim, boolean[] reserved) {
    for (int i = 0; i < reserved.length; i++) {
      reserved[i] |= claim.amount(i) > 0;
    }
  }

  private void add(Claim claim, int sign) {
    for (int i = 0; i < free.length; i++) {
      free[i] += sign * claim.amount(i);
    }
  }

  /** A task that has got what it asked for. */
  record Granted(Claim claim, int task) {}

  /** What one task holds, and lends to what it submits. */
  private static final class Holding {
    private final Claim claim;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Quota lent;
    private final AtomicInteger users = new AtomicInteger(1);

    Holding(Claim claim) {
      this.claim = claim;
    }

    Quota lent() {
      lock.lock();
      try {
        if (lent == null) {
          lent = new Quota(claim.resources(), this);
        }
        return lent;
      } finally {
        lock.unlock();
      }
    }

    void retain() {
      users.incrementAndGet();
    }

    void release() {
      if (users.decrementAndGet() == 0) {
        claim.leave();
      }
    }
  }
}
