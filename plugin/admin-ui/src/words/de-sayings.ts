export const sayings: Readonly<Record<string, string>> = {
  due_unknown: 'Die Fälligkeit ist noch nicht bekannt',
  due_since: 'Fällig seit {dueOn}',
  due_not_before: 'Nicht fällig vor dem {dueOn}',
  default_none:
    'Der Schuldner ist nicht in Verzug: keine Mahnung zugegangen, kein vereinbarter Termin verstrichen',
  default_since: 'In Verzug seit {fromOn}',
  default_only_from: 'In Verzug erst ab {fromOn}',
  ground_agreed_date: 'der vereinbarte Zahlungstag endete am {dueOn} ({rule})',
  ground_agreed_period: 'die vereinbarte Zahlungsfrist endete am {dueOn} ({rule})',
  ground_thirty_days:
    '30 Tage nach Fälligkeit am {dueOn} und Zugang der Rechnung am {receivedOn} endeten am {lastOn} ({rule})',
  ground_thirty_days_goods:
    '30 Tage nach Fälligkeit am {dueOn} und Empfang der Ware am {receivedOn} endeten am {lastOn} ({rule})',
  ground_reminder: 'Mahnung vom {sentOn}, zugegangen am {receivedOn} ({rule})',
  ground_reminder_deadline:
    'Mahnung vom {sentOn}, zugegangen am {receivedOn}, mit Frist bis {deadlineOn} ({rule})',
  ground_refusal: 'ernsthafte und endgültige Weigerung zu zahlen am {refusedOn} ({rule})',
  ground_service: 'gerichtliches Schriftstück zugestellt am {servedOn} ({rule})',
  dispute_none: 'Nichts ist bestritten',
  dispute_answered: 'Der Einwand ist beantwortet; das Inkassobüro erfährt davon',
  dispute_open: 'Die Forderung ist bestritten: zuerst dem Schuldner antworten',
  dispute_part:
    '{disputedCents} sind bestritten: zuerst dem Schuldner antworten; {restCents} sind es nicht',
  held_by_nothing: 'Nichts hält sie an',
  held_unreadable: 'Eine Mahnsperre ist nicht lesbar; jemand muss sie ansehen',
  held: 'Angehalten: {reason:blockReasons}',
  held_until: 'Angehalten: {reason:blockReasons}, bis {untilOn}',
  notice_none: 'Es ging noch keine letzte Mahnung hinaus',
  notice_passed:
    'Die letzte Mahnung vom {sentOn} setzte eine Frist bis {deadlineOn}; sie ist vorbei',
  notice_runs: 'Die letzte Mahnung vom {sentOn} setzte eine Frist bis {deadlineOn}; sie läuft noch',
  limitation_suspended: 'Die Verjährung ist gehemmt',
  limitation_after: 'Verjährt erst nach dem {limitedOn}',
  limitation_since: 'Verjährt seit Ablauf des {limitedOn}: der Schuldner darf verweigern (BGB 214)',
  withdrawn: 'Der Schuldner hat widerrufen: es gibt keine Forderung mehr (BGB 355)',
  return_none: 'Keine Rücksendung und kein Widerruf ist offen',
  return_open: 'Eine Rücksendung ist offen: warten, bis sie bearbeitet ist (BGB 355, 357)',
  insolvency_none: 'Keine Insolvenz bekannt',
  insolvency: 'Der Schuldner ist insolvent: die Forderung beim Verwalter anmelden (InsO 87, 174)',
  death_none: 'Dass der Schuldner verstorben wäre, ist nicht bekannt',
  death: 'Der Schuldner ist verstorben: zuerst den Erben schreiben (BGB 1922, 1958)',
  minor_not: 'Dass der Schuldner minderjährig wäre, ist nicht bekannt',
  minor:
    'Der Schuldner ist minderjährig: die Eltern oder den Vormund fragen, ob sie zustimmen (BGB 106 bis 110)',
  open_nothing: 'Nichts ist offen ({openCents})',
  open_and_minimum: '{openCents} sind offen, mindestens {minimumCents} müssen es sein',
  address_usable: 'Die Anschrift ist vollständig, und keine Post kam zurück',
  address_incomplete:
    'Die Anschrift ist unvollständig: Name, Straße, Postleitzahl, Ort und Land sind nötig',
  address_undeliverable: 'Post an diese Anschrift kam zurück: zuerst die neue Anschrift ermitteln',
  account_never: 'Das Konto beim Inkassobüro wurde nie geprüft',
  account_checked: 'Das Konto beim Inkassobüro wurde am {checkedOn} geprüft',
  account_too_old:
    'Das Konto beim Inkassobüro wurde am {checkedOn} geprüft, vor mehr als {days} Tagen: noch einmal prüfen',
  invoice_number_none: 'Die Rechnungsnummer ist noch nicht bekannt, und Übergaben warten auf sie',
  invoice_number: 'Die Rechnung hat die Nummer {number}',
  package_complete: 'Nichts fehlt, was das Inkassobüro wissen muss',
  trial: 'Es ist eine Probe, und der Shop ist im Echtbetrieb: Kein echtes Inkassobüro bekommt sie',
  lacks_creditor_name: 'Der Name des Gläubigers fehlt (RDG 13a Abs. 1 Nr. 1)',
  lacks_creditor_address: 'Die Anschrift des Gläubigers ist unvollständig (RDG 13a Abs. 1 Nr. 1)',
  lacks_description: 'Es steht nirgends, wofür die Forderung ist (Nr. 2)',
  lacks_contract_day: 'Der Vertragstag {contractOn} liegt in der Zukunft (Nr. 2)',
  lacks_default:
    'Beginn und Grund des Verzugs sind nicht bekannt, Zinsen sind so nicht zu erklären (Nr. 3)',
  lacks_costs: 'Die Mahnkosten sind nicht einzeln aufgeführt (Nr. 5)',
  lacks_debtor_kind: 'Niemand weiß, ob der Schuldner Verbraucher ist (Abs. 5)',
  work_message: '{kind:outgoing}',
  work_news_unmatched:
    'Nachricht ({kind:newsKinds}) zum Aktenzeichen {fileNumber}, das nicht unseres ist',
  work_news_failed: 'Nachricht ({kind:newsKinds}) ließ sich nicht verarbeiten',
  work_account_unread:
    'Das Inkassobüro nennt die Zahlen zu Aktenzeichen {fileNumber} nicht, Änderung vom {sinceOn}',
  work_status_unmapped: 'Das Inkassobüro meldet den Status {status}, den keine Tabelle erklärt',
  work_claim_returned: 'Das Inkassobüro gab die Forderung zurück',
  work_privacy_request: '{kind:requestKinds}; zu beantworten bis {answerByOn}',
  work_account_refused: '{agency} lehnt das Konto ab; alles dafür wartet',
  work_message_unread: 'Das Inkassobüro hat geschrieben',
  work_claim_undecided:
    'Seit {askHours} Stunden nennt keine Nachricht {ourReference}; jemand muss entscheiden',
  work_dispute: '{reason:disputeReasons}; zu beantworten bis {answerByOn}',
  work_block_unreadable: 'Sie gilt ohne Ende, bis jemand sie ansieht',
  work_plan_unanswered: 'Das Angebot der Raten endet am {acceptByOn}',
  work_run_waiting: 'Der Mahnlauf vom {runOn} ist vorgeschlagen; nichts ist hinausgegangen',
  work_address_missing: 'Eine Mahnung ist fällig, aber keine Adresse erreicht den Schuldner',
  work_approve_reminder: 'Eine Mahnung ist fällig, deren Stufe eine Freigabe braucht',
  work_claim_approval: 'Alle Voraussetzungen sind erfüllt, die Forderung kann zum Inkassobüro',
  work_platform_on: 'Der Shop verschickt eigene Erinnerungen: Schuldner bekommen zwei',
  work_platform_unknown: 'Niemand hat gesagt, ob der Shop eigene Erinnerungen verschickt',
  work_base_rate_missing:
    'Der Zinssatz ({title}) ab {fromOn} ist nicht bekannt: Briefe fordern Zinsen bis zum Tag davor',
  work_import_failed: 'Das erste Lesen der offenen Bestellungen brach ab',
  task_plan_broken: 'Fehlende Raten des Plans {planId}: {missed}; der ganze Rest ist fällig',
  task_instalment_missed: 'Rate {number} des Plans {planId} war am {dueOn} fällig',
  task_payment_returned: '{amountCents} gingen zurück, nachdem das Inkassobüro davon wusste',
  task_email_fails: 'Die E-Mail-Adresse des Schuldners nimmt keine Post an',
  task_credit_note: 'Einwand {disputeId} ist anerkannt; Mahnungen warten auf die Gutschrift',
  task_telephone: 'Wegen {orderName} anrufen',
  task_promise_broken: '{promisedCents} bis {promisedOn} zugesagt, {paidCents} kamen',
  task_says_paid: 'Der Schuldner gibt an, am {paidOn} gezahlt zu haben',
  task_wrote_again: 'Der Schuldner hat noch einmal zu Einwand {disputeId} geschrieben',
  task_wants_instalments: 'Der Schuldner bittet um {count} Monatsraten ab dem {firstOn}',
  task_wants_drafted_plan:
    'Der Schuldner bittet um {count} Monatsraten ab dem {firstOn}; Plan {planId} ist ein Entwurf dafür',
  task_names_day: 'Der Schuldner nennt den {promisedOn}',
  task_foreign_payment:
    '{amountCents} eingegangen am {paidOn}; die Rechnung lautet auf eine andere Währung',
  task_foreign_refund:
    '{amountCents} erstattet am {paidOn}; die Rechnung lautet auf eine andere Währung',
  task_special_state: '{kind:blockReasons}',
  data_restricted:
    'Die Daten dieses Schuldners sind eingeschränkt; nur der Inhaber sieht sie (Art. 18 DSGVO)',
  run_stopped: 'Der Not-Halt ist gesetzt seit {sinceAt}',
  run_payments_unknown: 'Von Zahlungen ist noch nichts bekannt; zuerst einlesen',
  run_discarded: 'Von einer Person verworfen',
  run_superseded: 'Ersetzt durch den Lauf vom {runOn}',
  run_payments_old:
    'Die neueste Nachricht von Zahlungen ist vom {moneyKnownOn}, vor {days} Tagen; zuerst einlesen',
  warning_lump_sum_for_consumer: 'Die Pauschale von 40 EUR schulden nur Unternehmen.',
  warning_fee_above_courts:
    'Einem Verbraucher lassen sich nur Druck, Umschlag und Porto berechnen; Gerichte nahmen 1,00 bis 2,50 EUR hin.',
  warning_fee_without_letter:
    'Diese Stufe kann ohne Brief hinausgehen, dann kostet sie nichts, das sich berechnen ließe.',
  warning_lump_sum_exceeded:
    'Mit dieser Stufe zahlt ein Unternehmen mehr als die Pauschale von 40 EUR für eine Forderung.',
  warning_fee_before_default:
    'Die Mahnung, die den Verzug erst auslöst, zahlt der Schuldner nicht.',
  warning_interest_before_default: 'Zinsen laufen ab dem Verzug, den diese Mahnung erst auslöst.',
  warning_short_deadline: 'Weniger als 7 Tage reichen kaum für Brief und Überweisung.',
  warning_too_frequent:
    'Mahnungen im Abstand von weniger als einer Woche können als Belästigung gelten.',
  warning_many_levels: 'Rechtlich genügt eine Mahnung, üblich sind drei; mehr davon bringen wenig.',
  warning_no_final_notice:
    'Ohne letzte Mahnung mit Frist wird nichts an ein Inkassobüro übergeben.',
  warning_bureau_two_reminders:
    'Einer Auskunftei darf erst nach zwei schriftlichen Mahnungen gemeldet werden.',
  warning_bureau_four_weeks:
    'Die Übergabe kann {days} Tage nach der ersten Mahnung kommen; einer Auskunftei darf erst nach vier Wochen gemeldet werden.',
  text_threat: '„{found}“ liest sich als Drohung (UWG 4a); sagen Sie es ohne.',
  text_promotion: '„{found}“ ist Werbung (UWG 7); lassen Sie es weg.',
  text_bureau_without_conditions:
    'Eine Auskunftei wird genannt („{found}“), aber die Voraussetzungen von BDSG 31 Abs. 2 Nr. 4 liegen nicht vor; schreiben Sie es in {% if mayMentionBureau %}.',
  text_bureau_without_dispute_sentence:
    'Eine Auskunftei wird genannt („{found}“), ohne zu sagen, dass eine bestrittene Forderung nicht gemeldet wird.',
  text_court_without_defence:
    'Ein Gericht wird angekündigt („{found}“), ohne zu sagen, dass man sich dort wehren kann.',
  text_agency_too_early: 'Ein Inkassobüro („{found}“) gehört nur in die letzte Mahnung.',
  text_amount_without_ground: 'Der Betrag {found} ist keine der Angaben dieses Briefs.',
  text_missing_content: 'Im Text fehlt: {part:textParts}.',
  text_tried_with: 'Erprobt mit {example:textExamples}.',
  text_too_long: 'Ein Text hat höchstens {most} Zeichen; kürzen Sie ihn.',
  text_too_long_written: 'Ausgeschrieben ist der Text zu lang; kürzen Sie ihn.',
  text_beginning: 'Ein Text beginnt mit „subject: …“, dann einer Zeile „---“, dann seinen Worten.',
  text_unknown_block: '[{block}] ist kein Baustein; es gibt {blocks}.',
  text_unknown_fact: '„{path}“ ist keine Angabe eines Briefs; die Liste unter dem Text nennt alle.',
  text_not_closed: '{tag} wird geöffnet und nicht geschlossen.',
  text_unknown_tag: 'Den Befehl „{tag}“ gibt es nicht.',
  text_unknown_filter: 'Den Filter „{filter}“ gibt es nicht.',
  text_fact_may_be_missing:
    'Hier steht eine Angabe, die fehlen kann; fragen Sie zuerst mit {% if … %} nach ihr.',
  text_group_of_facts: 'Hier steht eine Gruppe von Angaben; nennen Sie eine davon.',
  text_unreadable: 'Das ist kein lesbares Liquid.',
  text_not_written: 'Es lässt sich nicht ausschreiben.',
  refused_user_known: 'Einen Benutzer mit dieser E-Mail-Adresse gibt es schon',
  refused_last_owner: 'Das ist der letzte Inhaber; machen Sie zuerst jemand anderen dazu',
  refused_password_length: 'Das Passwort muss 12 bis 200 Zeichen haben',
  refused_password_simple:
    'Das Passwort wiederholt dieselben wenigen Zeichen; wählen Sie ein anderes',
  refused_password_name:
    'Das Passwort enthält den Namen aus der E-Mail-Adresse; wählen Sie ein anderes',
  refused_totp:
    'Der Code passt nicht; sehen Sie auf die Uhr Ihres Telefons und versuchen Sie es noch einmal',
  refused_day_passed: 'Der {givenOn} ist vorbei; nennen Sie heute oder einen späteren Tag',
  refused_day_ahead: 'Der {givenOn} liegt noch in der Zukunft',
  refused_promise_day:
    'Nennen Sie einen Tag vom {todayOn} bis zum {latestOn}, oder bieten Sie Raten an',
  refused_more_than_open: '{amountCents} sind mehr, als offen ist ({openCents})',
  refused_promises:
    'Der Schuldner hat in dieser Runde schon {earlier}-mal zugesagt, erlaubt sind {most}; halten Sie die Forderung an, wenn Sie ihm noch einmal trauen',
  refused_more_than_disputed: '{upheldCents} sind mehr, als bestritten ist ({disputedCents})',
  refused_count: 'Nennen Sie 2 bis {most} Raten von je mindestens einem Cent',
  refused_reference:
    'Eine Zahlung mit der Referenz „{reference}“ ist schon gebucht; nehmen Sie eine andere Referenz, wenn es eine andere Zahlung ist',
  refused_paid_on: 'Der Tag der Zahlung liegt nicht zwischen {earliestOn} und {latestOn}',
  refused_close_first: 'Sie ist beim Inkassobüro; schließen Sie dort zuerst die Forderung',
  refused_nothing_open: 'Nichts ist offen',
  refused_at_agency: 'Sie ist schon beim Inkassobüro',
  refused_leaving: 'Die Mahnung geht gerade hinaus; nehmen Sie sie zurück, wenn sie hinaus ist',
  refused_later_first: 'Eine spätere Mahnung folgt darauf; nehmen Sie zuerst diese zurück',
  refused_run_under_way: 'Ein Mahnlauf ist im Gang; warten Sie, bis er fertig ist',
  refused_run_old:
    'Der Vorschlag vom {runOn} ist zu alt: Seine Fristen wären zu kurz; verwerfen Sie ihn',
  refused_creditor:
    'Briefe können den Gläubiger noch nicht nennen; füllen Sie in den Einstellungen aus, wem geschuldet wird',
  refused_confirmation: 'Schreiben Sie zur Bestätigung {domain}',
  refused_trial_live:
    'Dieser Shop ist im Echtbetrieb; Probebestellungen gibt es nur in der Sandbox',
  refused_setting_up: 'Beenden Sie zuerst die Einrichtung des Shops',
  refused_no_pdf: 'Diese Datei ist kein PDF',
  refused_encrypted_pdf: 'Dieses PDF ist verschlüsselt; speichern Sie es ohne Passwort',
  refused_no_mail: 'Es ist kein Mailserver eingerichtet (SMTP_URL)',
  refused_whole_claim: '{amountCents} sind die ganze Forderung; schließen Sie sie stattdessen',
  refused_due_unknown: 'Ihre Fälligkeit ist noch nicht bekannt',
  refused_words_gone: 'Der Text dieses Briefs ist nicht mehr aufbewahrt',
  refused_has_plan: 'Es gibt schon einen Ratenplan; nehmen Sie ihn zuerst zurück',
  refused_has_promise: 'Es läuft schon eine Zusage; nehmen Sie sie zuerst zurück',
  refused_shop_policy:
    'Die Mahnregeln des Shops lassen sich nicht außer Kraft setzen; speichern Sie stattdessen andere',
  policy_levels: 'Es müssen 1 bis {most} Stufen sein, nicht {count}.',
  policy_day_twice: 'Ein Tag vor der Fälligkeit steht doppelt.',
  policy_channels: 'Nennen Sie mindestens einen Versandweg, und jeden nur einmal.',
  policy_friendlier: 'Ihr Text ist freundlicher als der der Stufe davor.',
  policy_final_last: 'Die letzte Mahnung muss die letzte Stufe sein.',
  policy_friendly_fee: 'Eine Zahlungserinnerung verlangt keine Gebühr.',
  policy_friendly_interest: 'Eine Zahlungserinnerung verlangt keine Zinsen.',
  policy_attachment_twice: 'Nennen Sie jede Anlage nur einmal.',
  policy_attachments: 'Anlagen gehen mit E-Mails und Briefen, und die Stufe hat keines von beiden.',
  policy_deadline: 'Die Frist muss dem Schuldner mindestens einen Tag lassen.',
  policy_after: 'Sie muss mindestens einen Tag nach der Stufe davor kommen.',
  policy_after_due:
    'Ihre Tage nach der Fälligkeit müssen mehr als die {days} einer Stufe davor sein, oder 0.',
  policy_at_level: 'Stufe {level}:',
};
