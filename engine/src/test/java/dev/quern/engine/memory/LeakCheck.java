package dev.quern.engine.memory;

import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives every test a budget of its own and fails the test when the budget does not balance at the
 * end: {@code @ExtendWith(LeakCheck.class)} and a parameter {@code MemoryBudget budget}.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(LeakCheck.class);

  /** What a test's budget may hold. */
  public static final long LIMIT = 4L << 30;

  @Override
  public void beforeEach(ExtensionContext context) {
    context
        .getStore(SPACE)
        .put("budget", MemoryBudget.root("test " + context.getDisplayName(), LIMIT));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    MemoryBudget budget = context.getStore(SPACE).get("budget", MemoryBudget.class);
    if (budget != null && context.getExecutionException().isEmpty()) {
      budget.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == MemoryBudget.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return Objects.requireNonNull(context.getStore(SPACE).get("budget", MemoryBudget.class));
  }
}
