package dev.quern.scheduler.lane;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lanes whose strands linger until what they look for has come, however long that takes; threads
 * from outside do not.
 */
public final class EndlessLanes {
  private final Lanes inner;
  private final Semaphore begun = new Semaphore(0);
  private final AtomicInteger times = new AtomicInteger();

  public EndlessLanes(Lanes inner) {
    this.inner = inner;
  }

  public Lanes lanes() {
    return (Lanes)
        Proxy.newProxyInstance(
            Lanes.class.getClassLoader(),
            new Class<?>[] {Lanes.class},
            (_, method, arguments) ->
                method.getName().equals("linger")
                    ? linger((BooleanSupplier) arguments[0])
                    : ask(method, arguments));
  }

  /** Waits until a strand has begun to linger once more. */
  public void awaitLingering() throws InterruptedException {
    begun.acquire();
  }

  /** How often a strand has begun to linger. */
  public int times() {
    return times.get();
  }

  private @Nullable Object ask(Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(inner, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private boolean linger(BooleanSupplier come) {
    if (!inner.onLane()) {
      return false;
    }
    times.incrementAndGet();
    begun.release();
    while (!come.getAsBoolean()) {
      Thread.onSpinWait();
    }
    return true;
  }
}
