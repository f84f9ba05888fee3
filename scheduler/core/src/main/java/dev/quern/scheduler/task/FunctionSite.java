package dev.quern.scheduler.task;

import dev.quern.engine.SourceLine;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.Token;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where a function was written in the user's program: what its tasks are labelled, from which line
 * they come, and what they are keyed by. One for each class of functions; a lambda expression or
 * method reference has a class of its own.
 */
final class FunctionSite {
  /*
   * Looking at the stack costs more than all the rest of making a task. A lambda that came from the
   * same line this often in a row is in a loop, and is then looked at every so often only.
   */
  private static final int TRUSTED = 16;
  private static final int LOOKED_AT = 64;
  private static final int KEYS_OF_A_TOKEN = 1 << 30;
  private static final UUID RUN = UUID.randomUUID();
  private static final AtomicLong NUMBERED = new AtomicLong();

  private static final ClassValue<FunctionSite> SITES =
      new ClassValue<>() {
        @Override
        protected FunctionSite computeValue(Class<?> type) {
          return new FunctionSite(type);
        }
      };

  private final Class<?> type;

  /* Functions that have captured something would be kept alive by the invocation. */
  private final boolean stateless;
  private final long number = NUMBERED.getAndIncrement();
  private final AtomicLong calls = new AtomicLong();
  private volatile Token token = token(0);
  private volatile @Nullable Origin last;
  private volatile @Nullable Invocation lastInvocation;
  /* Changed without care: at worst the stack is looked at once more. */
  private int inARow;
  private int skipped;

  private FunctionSite(Class<?> type) {
    this.type = type;
    this.stateless = type.isHidden() && type.getDeclaredFields().length == 0;
  }

  static FunctionSite of(Object function) {
    return SITES.get(function.getClass());
  }

  /** The call of {@code function} from the user's line that is calling now. */
  @SuppressWarnings("ReferenceEquality") // the very same are all that pays
  Invocation invocation(Object function, List<Argument> arguments) {
    Origin origin = origin(function);
    Invocation same = lastInvocation;
    if (same != null
        && same.function() == function
        && same.arguments() == arguments
        && same.origin() == origin) {
      return same;
    }
    Invocation made = new Invocation(function, arguments, origin);
    if (stateless) {
      lastInvocation = made;
    }
    return made;
  }

  /** What {@code function} does, and the user's line that is calling now. */
  Origin origin(Object function) {
    Origin known = last;
    if (known != null && type.isHidden() && inARow >= TRUSTED && ++skipped % LOOKED_AT != 0) {
      return known;
    }
    SourceLine line = SourceLine.here();
    if (known != null && known.where().equals(line)) {
      inARow++;
      return known;
    }
    inARow = 0;
    Origin found = new Origin(known == null ? label(function) : known.label(), line);
    last = found;
    return found;
  }

  /** A key that no other call has. */
  Key nextKey() {
    long call = calls.getAndIncrement();
    int partition = (int) (call % KEYS_OF_A_TOKEN);
    Token current = token;
    if (call >= KEYS_OF_A_TOKEN) {
      current = token(call / KEYS_OF_A_TOKEN);
    }
    return current.at(partition);
  }

  private Token token(long block) {
    return Token.of("delayed", RUN, number, block);
  }

  /**
   * What tells {@code function} from others: the method behind a lambda and what it captured, where
   * that is known, else the function itself.
   */
  static Object identity(Object function) {
    SerializedLambda lambda = lambdaOf(function);
    if (lambda == null) {
      return function;
    }
    List<@Nullable Object> parts = new ArrayList<>();
    parts.add(lambda.getImplClass());
    parts.add(lambda.getImplMethodName());
    parts.add(lambda.getImplMethodSignature());
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      parts.add(lambda.getCapturedArg(i));
    }
    return parts;
  }

  /** {@code Load.parse} for a method reference, {@code lambda in App} for a lambda. */
  private static String label(Object function) {
    SerializedLambda lambda = lambdaOf(function);
    if (lambda != null && !lambda.getImplMethodName().startsWith("lambda$")) {
      return simple(lambda.getImplClass().replace('/', '.')) + "." + lambda.getImplMethodName();
    }
    String name = function.getClass().getName();
    int made = name.indexOf("$$Lambda");
    return made < 0 ? simple(name) : "lambda in " + simple(name.substring(0, made));
  }

  private static String simple(String className) {
    String name = className.substring(className.lastIndexOf('.') + 1);
    return name.substring(name.lastIndexOf('$') + 1);
  }

  /* A serialisable lambda tells what it was made of through the method that would replace it. */
  private static @Nullable SerializedLambda lambdaOf(Object function) {
    if (!function.getClass().isHidden()) {
      return null;
    }
    try {
      Method replace = function.getClass().getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      return (SerializedLambda) replace.invoke(function);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException plain) {
      return null;
    }
  }
}
