/**
 * The operators of array graphs: records that make one block of borrowed ones. {@code arrays.lower}
 * puts them into task graphs, executors apply them on any thread or machine, and what they return
 * goes to the tasks that read it or to the user.
 */
@NullMarked
package dev.quern.arrays.ops;

import org.jspecify.annotations.NullMarked;
