/**
 * Who may do what on a Kafka cluster: {@link org.tocsin.runtime.acl.Grants} is the table, {@link
 * org.tocsin.runtime.acl.AclPlan} compares it with a cluster and adds what is missing, {@link
 * org.tocsin.runtime.acl.RightsCheck} tells a process at its start what it lacks.
 */
@NullMarked
package org.tocsin.runtime.acl;

import org.jspecify.annotations.NullMarked;
