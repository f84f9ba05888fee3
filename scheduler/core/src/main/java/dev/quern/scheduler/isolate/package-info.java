/**
 * Tasks in processes of their own, for code that may crash, hang or leak. Calls come in as
 * serializable lambdas, go to a forked virtual machine through a Unix domain socket, and their
 * results come back the same way; batches of columns travel beside as Arrow files in a private
 * folder. What goes wrong over there is a failed task here, never more.
 *
 * <pre>
 *   IsolatedPool.submit --&gt; Payload (bytes, files) --&gt; CallStrand, beside the lanes
 *                                                        WorkerProcess  ==socket==  WorkerMain
 *   Promise &lt;---------------- Payload &lt;-----------------   or how the process ended
 * </pre>
 */
@NullMarked
package dev.quern.scheduler.isolate;

import org.jspecify.annotations.NullMarked;
