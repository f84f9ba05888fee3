/**
 * Typed expressions over the columns of a batch. Front ends build {@link
 * dev.quern.engine.expr.Expr} trees through {@link dev.quern.engine.expr.Exprs}, which checks and
 * aligns types at once; the {@link dev.quern.engine.expr.Simplifier} folds what is constant; the
 * {@link dev.quern.engine.expr.Evaluator} runs a tree over one batch after the other by calling
 * kernels; {@link dev.quern.engine.expr.SharedExpressions} has it compute once what several trees
 * have in common.
 */
@NullMarked
package dev.quern.engine.expr;

import org.jspecify.annotations.NullMarked;
