package dev.quern.engine.plan;

import dev.quern.engine.SourceLine;
import java.util.List;

/**
 * A node of a logical plan: an immutable record with inputs. The closed family of nodes of one
 * front end implements this by a sealed interface.
 *
 * @param <P> the front end's node type
 */
public interface Plan<P extends Plan<P>> {

  /** The inputs, in order. */
  List<P> children();

  /** This node over other inputs, as many as {@link #children} has. */
  P withChildren(List<P> children);

  /** The line of user code that made this node. */
  SourceLine where();

  /** The node in a few words, without its inputs: what plans and errors print. */
  String label();
}
